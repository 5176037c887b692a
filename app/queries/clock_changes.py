"""What the clocks of running cases went through lately: pauses, extensions; for those who oversee."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.models import Case, Deadline, DeadlineChange, Organisation, Person
from app.queries.statistics import must_oversee

Kind = Literal["extend", "pause"]
MOST = 200


@dataclass(frozen=True)
class ClockChange:
    """`after` None: the clock stands still."""

    case: str
    title: str
    limit: str
    deadline_id: int
    organisation: str
    at: datetime
    by: str
    reason: str
    article: str
    before: date
    after: date | None
    open: bool


def clock_changes(session: Session, actor: Actor, kind: Kind) -> tuple[ClockChange, ...]:
    """The newest first; of pauses only those of clocks that stand still now. Raises NotAllowed."""
    must_oversee(actor)
    query = (sa.select(Case.number, Case.title, Deadline.title, Deadline.id, Organisation.name, DeadlineChange.at,
                       Person.name, DeadlineChange.reason, DeadlineChange.article, DeadlineChange.before_day,
                       DeadlineChange.after_day, Deadline.open)
             .join(Deadline, Deadline.id == DeadlineChange.deadline_id).join(Case, Case.id == Deadline.case_id)
             .outerjoin(Organisation, Organisation.id == Case.organisation_id)
             .outerjoin(Person, Person.id == DeadlineChange.person_id).where(DeadlineChange.kind == kind))
    if kind == "pause":
        query = query.where(Deadline.open, Deadline.state == "paused")
    rows: Any = session.execute(query.order_by(DeadlineChange.at.desc(), DeadlineChange.id.desc()).limit(MOST))
    return tuple(_change(*row) for row in rows)


def _change(number: str, title: str, limit: str, deadline_id: int, organ: str | None, at: datetime, by: str | None,
            reason: str, article: str, before: date, after: date | None, still: bool) -> ClockChange:
    return ClockChange(number, title, limit, deadline_id, organ or "", at, by or "", reason, article, before, after,
                       still)
