"""Confirm a second factor by a code of the app: from now on signing in asks for one."""

from __future__ import annotations

from app.domain.tags import Tag
from app.errors import Conflict
from app.models import SecondFactor
from app.services.context import Context
from app.services.second_factor import new_recovery_codes, take_code


def confirm_second_factor(ctx: Context, *, code: str) -> tuple[str, ...]:
    """Returns the recovery codes, shown this once. Raises Invalid for a wrong code, Conflict where none was begun."""
    row = ctx.session.get(SecondFactor, ctx.actor.person_id, with_for_update=True)
    if row is None or row.confirmed_at is not None:
        raise Conflict("没有正在设置的第二道验证。", code="factor_in_force")
    take_code(ctx, row, code)
    row.confirmed_at = ctx.now
    ctx.trail.write(Tag.PERSON_FACTOR_ADDED, after={"person": row.person_id})
    return new_recovery_codes(ctx, row.person_id)
