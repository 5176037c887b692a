"""Numbers from counters: case numbers and document numbers. Gaps are allowed, repeats are not."""

from __future__ import annotations

import sqlalchemy as sa

from app.models import Base, Counter
from app.services.context import Context

_COUNTER = Base.metadata.tables[Counter.__tablename__]
_STEP = (sa.update(_COUNTER).where(_COUNTER.c.name == sa.bindparam("of"), _COUNTER.c.year == sa.bindparam("in_year"))
         .values(value=_COUNTER.c.value + 1).returning(_COUNTER.c.value))


def next_number(ctx: Context, name: str, year: int) -> int:
    """The next value of a counter in a year, under its row's lock."""
    found = ctx.session.execute(_STEP, {"of": name, "in_year": year}).scalar_one_or_none()
    if found is None:
        found = 1
        ctx.session.execute(sa.insert(_COUNTER).values(name=name, year=year, value=found))
    return int(found)
