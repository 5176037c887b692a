"""The list of what is late and soon due (超期清单): open tasks of organs, the oldest day first. No names of parties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import today
from app.domain import deadlines
from app.domain.calendar import Calendar
from app.models import Case, Deadline, Organisation, Person, Task
from app.services.limits import day_before

AHEAD = 5  # working days that count as soon
MOST = 1_000


@dataclass(frozen=True)
class LateRow:
    """`left`: working days to the last day, less than 0 behind it; `lawful`: a day of the law, not an own aim."""

    number: str
    procedure: str
    step: str
    organisation: str
    holder: str | None
    last_day: date
    left: int
    late: bool
    lawful: bool


def late_list(session: Session, now: datetime, calendar: Calendar, *, procedure: str | None = None,
              organisation_id: int | None = None) -> list[LateRow]:
    """Of all, or of one procedure, one organisation."""
    soon = deadlines.due(today(now), AHEAD, "workdays", calendar).due_at
    query = (sa.select(Case.number, Case.procedure, Task.title, Organisation.name, Person.name, Task.due_at,
                       Deadline.status)
             .join(Case, Case.id == Task.case_id).join(Organisation, Organisation.id == Task.organisation_id)
             .join(Deadline, Deadline.id == Task.deadline_id).outerjoin(Person, Person.id == Task.assignee_id)
             .where(Task.state == sa.literal_column("'open'"), Task.due_at <= soon)
             .order_by(Task.due_at, Task.id).limit(MOST))
    if procedure:
        query = query.where(Case.procedure == procedure)
    if organisation_id:
        query = query.where(Task.organisation_id == organisation_id)
    return [_row(number, slug, step, organ, holder, due_at, status, now=now, calendar=calendar)
            for number, slug, step, organ, holder, due_at, status in session.execute(query)]


def _row(number: str, slug: str, step: str, organ: str, holder: str | None, due_at: datetime | None, status: str, *,
         now: datetime, calendar: Calendar) -> LateRow:
    assert due_at is not None  # asked for
    last, day = day_before(due_at), today(now)
    left = calendar.workdays_between(day, last) if day <= last else -calendar.workdays_between(last, day)
    return LateRow(number, slug, step, organ, holder, last, left, due_at <= now, status != "默认")
