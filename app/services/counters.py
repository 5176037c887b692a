"""Numbers from counters: case numbers and document numbers. Gaps are allowed, repeats are not."""

from __future__ import annotations

from functools import cache

import sqlalchemy as sa

from app.models import Base, Counter
from app.services.context import Context
from app.services.upsert import dialect_of, upsert

_COUNTER = Base.metadata.tables[Counter.__tablename__]


def next_number(ctx: Context, name: str, year: int) -> int:
    """The next value of a counter in a year, under its row's lock; two may ask for the first one at once."""
    step = _step(dialect_of(ctx.session))
    return int(ctx.session.execute(step, {"name": name, "year": year, "value": 1}).scalar_one())


@cache
def _step(dialect: str) -> sa.Executable:
    first = upsert(dialect, Counter.__tablename__)
    more = first.on_conflict_do_update(index_elements=["name", "year"], set_={"value": _COUNTER.c.value + 1})
    return more.returning(_COUNTER.c.value)
