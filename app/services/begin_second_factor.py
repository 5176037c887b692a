"""Begin to set up a second factor: a secret for the app. It is in force once a code of it was confirmed."""

from __future__ import annotations

import pyotp

from app.errors import Conflict
from app.models import SecondFactor
from app.services.context import Context
from app.services.verb import housekeeping


@housekeeping
def begin_second_factor(ctx: Context) -> str:
    """Returns the secret, to be shown to its owner alone; asked again it is the same until it is confirmed."""
    row = ctx.session.get(SecondFactor, ctx.actor.person_id, with_for_update=True)
    if row is None:
        row = SecondFactor(person_id=ctx.actor.person_id, secret=pyotp.random_base32())
        ctx.session.add(row)
    elif row.confirmed_at is not None:
        raise Conflict("第二道验证已经启用。要换手机，请先停用，再重新设置。", code="factor_in_force")
    return row.secret
