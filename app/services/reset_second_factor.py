"""Take away the second factor of somebody who lost theirs: the security administrator has seen who asks."""

from __future__ import annotations

import sqlalchemy as sa

from app.errors import NotFound
from app.models import Person, SecondFactor
from app.services.administering import must_be_another, must_give_rights
from app.services.context import Context
from app.services.reasons import written
from app.services.second_factor import forget
from app.services.verb import NothingDone


def reset_second_factor(ctx: Context, *, login: str, reason: str) -> None:
    """For the security administrator and the operator, never one's own. Raises NotAllowed, NotFound, Invalid."""
    must_give_rights(ctx)
    why = written(reason, "请写明为什么重置，怎样核实的身份。")
    person_id = ctx.session.scalar(sa.select(Person.id).where(Person.login == login))
    if person_id is None:
        raise NotFound("没有这个账号。")
    must_be_another(ctx, person_id)
    factor = ctx.session.get(SecondFactor, person_id)
    if factor is None:
        raise NothingDone()
    forget(ctx, factor, why)
