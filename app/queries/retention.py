"""What is past its time and to be erased, what is kept longer, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models import Case, Entry
from app.services.keeping import HELD

AT_ONCE = 500


@dataclass(frozen=True)
class Due:
    """`held`: past its time, but something keeps it longer."""

    id: int
    kept_until: date
    held: bool


def due_cases(session: Session, day: date, after: Due | None = None) -> list[Due]:
    """Closed cases whose last day of keeping lies before `day`, in its order, so many at once; on from `after`."""
    query = sa.select(Case.id, Case.kept_until, HELD).where(Case.kept_until < day)
    return list(_page(session, query, Case.kept_until, Case.id, after))


def due_entries(session: Session, day: date, after: Due | None = None) -> list[Due]:
    """Deleted register entries likewise. Whether the case that deleted one is held is for the verb to see."""
    query = sa.select(Entry.id, Entry.kept_until, sa.false()).where(Entry.kept_until < day)
    return list(_page(session, query, Entry.kept_until, Entry.id, after))


def _page(session: Session, query: sa.Select[int, date | None, bool],
          day: InstrumentedAttribute[date | None], key: InstrumentedAttribute[int], after: Due | None) -> Iterator[Due]:
    if after is not None:
        query = query.where(sa.tuple_(day, key) > sa.tuple_(sa.literal(after.kept_until), sa.literal(after.id)))
    for found, kept, held in session.execute(query.order_by(day, key).limit(AT_ONCE)):
        yield Due(found, kept or date.max, bool(held))
