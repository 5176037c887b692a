"""Terms of register entries that are over: which entries, and the procedure that the clock opens for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.deadlines import add_months
from app.models import Entry, Subject
from app.procedures import Register
from app.procedures.register_model import RegisterClock
from app.queries.shelf import registers
from app.services.registers import MONTHS, last_day


@dataclass(frozen=True)
class Over:
    """A term of one entry; `opens` is a procedure's slug, `subject` its opaque key."""

    entry: str
    subject: str
    term: str
    opens: str


def terms_over(session: Session, day: date, limit: int = 500) -> list[Over]:
    """At most so many of each term whose last day lies before `day`; those that another register holds are left out."""
    clocks = ((r, c) for r in registers().values() for c in r.clocks.values() if c.opens and c.ends)
    return [over for register, clock in clocks for over in _over(session, register, clock, day, limit)]


def _over(session: Session, register: Register, clock: RegisterClock, day: date, limit: int) -> Iterator[Over]:
    ends, starts = Entry.data[str(clock.ends)].as_string(), Entry.data[clock.starts].as_string()
    first = add_months(day, -min((clock.length, *clock.lengths.values())) * MONTHS.get(clock.unit, 0)).isoformat()
    query = (sa.select(Entry, Subject.key).join(Subject, Subject.id == Entry.subject_id)
             .where(Entry.register == register.name, Entry.lifecycle == "live",
                    sa.or_(ends < day.isoformat(), sa.and_(ends.is_(None), starts <= first)))
             .order_by(Entry.id))
    if clock.held_by:
        held = sa.select(Entry.subject_id).where(Entry.register == clock.held_by, Entry.lifecycle == "live",
                                                 Entry.subject_id.is_not(None))
        query = query.where(Entry.subject_id.not_in(held))
    rows = session.execute(query).yield_per(limit)
    over = (Over(entry.key, subject, clock.key, str(clock.opens)) for entry, subject in rows
            if (last := last_day(clock, entry.data)) is not None and last < day)
    yield from islice(over, limit)
