"""Take away the second factor of somebody who lost theirs: the security administrator has seen who asks."""

from __future__ import annotations

import sqlalchemy as sa

from app.errors import NotAllowed, NotFound
from app.models import Person, SecondFactor
from app.services.context import Context
from app.services.reasons import written
from app.services.second_factor import forget
from app.services.verb import NothingDone


def reset_second_factor(ctx: Context, *, login: str, reason: str) -> None:
    """For the security administrator and the operator, never one's own. Raises NotAllowed, NotFound, Invalid."""
    if "secadmin" not in ctx.actor.roles and ctx.actor.kind != "operator":
        raise NotAllowed("重置第二道验证由安全管理员办理。")
    why = written(reason, "请写明为什么重置，怎样核实的身份。")
    person_id = ctx.session.scalar(sa.select(Person.id).where(Person.login == login))
    if person_id is None:
        raise NotFound("没有这个账号。")
    if person_id == ctx.actor.person_id:
        raise NotAllowed("自己的第二道验证不能由自己重置。")
    factor = ctx.session.get(SecondFactor, person_id)
    if factor is None:
        raise NothingDone()
    forget(ctx, factor, why)
