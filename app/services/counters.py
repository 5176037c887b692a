"""Numbers from counters: case numbers and document numbers. Gaps are allowed, repeats are not."""

from __future__ import annotations

import sqlalchemy as sa

from app.models import Counter
from app.services.context import Context


def next_number(ctx: Context, name: str, year: int) -> int:
    """The next value of a counter in a year, under its row's lock."""
    row = sa.select(Counter.value).where(Counter.name == name, Counter.year == year)
    step = sa.update(Counter).where(Counter.name == name, Counter.year == year).values(value=Counter.value + 1)
    found = ctx.session.execute(step.returning(Counter.value)).scalar_one_or_none()
    if found is None:
        ctx.session.execute(sa.insert(Counter).values(name=name, year=year, value=1))
        return ctx.session.execute(row).scalar_one()
    return found
