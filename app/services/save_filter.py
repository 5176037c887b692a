"""Keep a way of looking at the inbox under a name, for oneself."""

from __future__ import annotations

import sqlalchemy as sa

from app.errors import Conflict, Invalid, NotAllowed
from app.models import SavedFilter
from app.services.context import Context
from app.services.verb import housekeeping

LONGEST_NAME, LONGEST_QUERY, MOST = 40, 500, 30


@housekeeping
def save_filter(ctx: Context, *, name: str, query: str) -> int:
    """`query` is the address' own question (`scope=mine&overdue=1`). The same name replaces. Returns its id."""
    if ctx.actor.person_id is None:
        raise NotAllowed()
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise Invalid({"name": [f"请给筛选起个名字，不超过{LONGEST_NAME}个字。"]})
    if len(query) > LONGEST_QUERY:
        raise Invalid({"name": ["筛选条件太长，存不下，请减少几个条件。"]})
    mine = list(ctx.session.scalars(sa.select(SavedFilter).where(SavedFilter.person_id == ctx.actor.person_id)))
    row = next((one for one in mine if one.name == name), None)
    if row is None and len(mine) >= MOST:
        raise Conflict(f"最多存{MOST}个筛选，请先删掉几个。", code="too_many_filters")
    row = row or SavedFilter(person_id=ctx.actor.person_id, name=name)
    row.query = query
    ctx.session.add(row)
    ctx.session.flush()
    return row.id
