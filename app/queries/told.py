"""What people told each other about the tasks of a case: reminders (催办, 督办) and copies (抄送)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.models import Copy
from app.queries.seen import Seen
from app.services.copies import to_actor


@dataclass(frozen=True)
class ReminderView:
    """`answer_by`: the day by which the holder has to answer (督办); None for a plain reminder."""

    by: str
    at: datetime
    text: str
    answer_by: date | None
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


@dataclass(frozen=True)
class CopyView:
    """`to` is a person's name or None for a post; `role` and `organisation` name the post."""

    to: str | None
    role: str | None
    organisation: str | None
    by: str
    at: datetime
    reason: str
    read_by: str | None
    read_at: datetime | None
    mine: bool


def reminders_of(seen: Seen, task_id: int) -> tuple[ReminderView, ...]:
    """Of one task, the newest first; the credit subject is told nothing of them."""
    if seen.subject_side:
        return ()
    return tuple(ReminderView(r.person.name, r.at, r.text, r.answer_by, r.answer,
                              r.answerer.name if r.answerer else None, r.answered_at)
                 for r in seen.reminders if r.task_id == task_id)


def copies_of(seen: Seen) -> tuple[CopyView, ...]:
    """Of the whole case, the newest first."""
    if seen.subject_side:
        return ()
    mine = set(seen.session.scalars(sa.select(Copy.id).where(Copy.case_id == seen.case.id, to_actor(seen.actor))))
    query = (sa.select(Copy).where(Copy.case_id == seen.case.id).order_by(Copy.id.desc())
             .options(joinedload(Copy.person), joinedload(Copy.organisation), joinedload(Copy.sender),
                      joinedload(Copy.reader)))
    return tuple(CopyView(c.person.name if c.person else None, c.role, c.organisation.name if c.organisation else None,
                          c.sender.name, c.at, c.reason, c.reader.name if c.reader else None, c.read_at, c.id in mine)
                 for c in seen.session.scalars(query))
