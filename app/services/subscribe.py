"""Order the list of what is late and soon due (订阅超期清单), for oneself."""

from __future__ import annotations

import sqlalchemy as sa

from app.errors import Conflict, Invalid, NotAllowed
from app.models import Organisation, Subscription
from app.services.context import Context
from app.services.verb import housekeeping

EVERY = ("daily", "weekly")
MOST = 20


@housekeeping
def subscribe(ctx: Context, *, every: str, procedure: str | None = None, organisation_id: int | None = None) -> int:
    """Returns its id. The same part of the work again changes how often. Raises Invalid, NotAllowed, Conflict."""
    if "supervisor" not in ctx.actor.roles or ctx.actor.person_id is None:
        raise NotAllowed("超期清单由督办人员订阅。")
    if every not in EVERY:
        raise Invalid({"every": ["请选择每个工作日，还是每周。"]})
    if procedure and ctx.house.current(ctx.session, procedure) is None:
        raise Invalid({"procedure": ["没有这个程序。"]})
    if organisation_id and ctx.session.get(Organisation, organisation_id) is None:
        raise Invalid({"organisation": ["没有这个单位。"]})
    mine = list(ctx.session.scalars(sa.select(Subscription).where(Subscription.person_id == ctx.actor.person_id)))
    row = next((one for one in mine
                if (one.procedure, one.organisation_id) == (procedure or None, organisation_id or None)), None)
    if row is None and len(mine) >= MOST:
        raise Conflict(f"最多订阅{MOST}份，请先退订几份。", code="too_many_filters")
    row = row or Subscription(person_id=ctx.actor.person_id, procedure=procedure or None,
                              organisation_id=organisation_id or None, last_on=ctx.today)
    row.every = every
    ctx.session.add(row)
    ctx.session.flush()
    return row.id
