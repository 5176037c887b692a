"""Terms of register entries that are over: which entries, and the procedure that the clock opens for each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.deadlines import add_months
from app.models import Case, Entry, Incident, Subject
from app.procedures import Register
from app.procedures.register_model import RegisterClock
from app.queries.shelf import registers
from app.services.registers import MONTHS, last_day

WORK = "term"  # of incidents: their `ref` is the entry's id


@dataclass(frozen=True)
class Over:
    """A term of one entry; `opens` is a procedure's slug, `subject` its opaque key."""

    id: int
    entry: str
    subject: str
    term: str
    opens: str


def terms_over(session: Session, day: date, limit: int = 500, *, only: Collection[int] | None = None) -> list[Over]:
    """At most so many of each term whose last day lies before `day`; those that another register holds are left out,
    and those that failed before and wait for a retry. `only`: of these entries, whether they failed or not."""
    wanted = Entry.id.in_(only) if only is not None else Entry.id.not_in(_failed())
    clocks = ((r, c) for r in registers().values() for c in r.clocks.values() if c.opens and c.ends)
    return [over for register, clock in clocks for over in _over(session, register, clock, day, wanted, limit)]


def terms_to_retry(session: Session, now: datetime) -> list[int]:
    """Entries whose term failed to end and whose next try has come."""
    query = sa.select(Incident.ref).where(Incident.work == WORK, Incident.resolved_at.is_(None),
                                          Incident.parked.is_(False), Incident.next_at <= now)
    return list(session.scalars(query.order_by(Incident.id)))


def _failed() -> sa.Select[int]:
    return sa.select(Incident.ref).where(Incident.work == WORK, Incident.resolved_at.is_(None))


def _over(session: Session, register: Register, clock: RegisterClock, day: date, wanted: sa.ColumnElement[bool],
          limit: int) -> Iterator[Over]:
    ends, starts = Entry.data[str(clock.ends)].as_string(), Entry.data[clock.starts].as_string()
    shortest = 0 if clock.measured else min((clock.length, *clock.lengths.values()))
    first = add_months(day, -shortest * MONTHS.get(clock.unit, 0)).isoformat()
    query = (sa.select(Entry, Subject.key).join(Subject, Subject.id == Entry.subject_id)
             .where(Entry.register == register.name, Entry.lifecycle != "deleted", wanted,
                    sa.or_(ends < day.isoformat(), sa.and_(ends.is_(None), starts <= first)))
             .order_by(Entry.id))
    if clock.held_by:
        held = sa.select(Entry.subject_id).where(Entry.register == clock.held_by, Entry.lifecycle == "live",
                                                 Entry.subject_id.is_not(None))
        query = query.where(Entry.subject_id.not_in(held))
    rows = session.execute(query).yield_per(limit)
    over = (Over(entry.id, entry.key, subject, clock.key, str(clock.opens)) for entry, subject in rows
            if (last := last_day(clock, entry.data)) is not None and last < day
            and not opened(session, entry, clock, last))
    yield from islice(over, limit)


def opened(session: Session, entry: Entry, clock: RegisterClock, last: date) -> bool:
    """Whether the clock has opened the case already: the end of one term is one matter, however long that takes and
    whatever comes of it."""
    query = sa.select(Case.answers).where(Case.subject_id == entry.subject_id, Case.procedure == clock.opens,
                                          Case.received_on > last)
    return any(answers.get("term") == clock.key and entry.key in (answers.get("records") or ())
               for answers in session.scalars(query))
