"""Take a second factor away: one's own by a code of it, somebody's who lost theirs by the security administrator."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import Invalid, NotAllowed, NotFound
from app.models import Person, RecoveryCode, SecondFactor
from app.services.context import Context
from app.services.second_factor import in_force, take_code
from app.services.verb import NothingDone


def drop_second_factor(ctx: Context, *, code: str) -> None:
    """One's own. Raises Invalid for a wrong code."""
    factor = in_force(ctx.session, ctx.actor.person_id or 0)
    if factor is None:
        raise NothingDone()
    take_code(ctx, factor, code)
    _forget(ctx, factor)


def reset_second_factor(ctx: Context, *, login: str, reason: str) -> None:
    """Another person's, for the security administrator and the operator, who have seen who asks. Raises NotAllowed."""
    if "secadmin" not in ctx.actor.roles and ctx.actor.kind != "operator":
        raise NotAllowed("重置第二道验证由安全管理员办理。")
    if not reason.strip():
        raise Invalid({"reason": ["请写明为什么重置，怎样核实的身份。"]})
    person_id = ctx.session.scalar(sa.select(Person.id).where(Person.login == login))
    if person_id is None:
        raise NotFound("没有这个账号。")
    if person_id == ctx.actor.person_id:
        raise NotAllowed("自己的第二道验证不能由自己重置。")
    factor = ctx.session.get(SecondFactor, person_id)
    if factor is None:
        raise NothingDone()
    _forget(ctx, factor, reason.strip()[:200])


def _forget(ctx: Context, factor: SecondFactor, reason: str = "") -> None:
    ctx.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == factor.person_id))
    ctx.session.delete(factor)
    told = {"person": factor.person_id, **({"reason": reason} if reason else {})}
    ctx.trail.write(Tag.PERSON_FACTOR_DROPPED, after=told)
