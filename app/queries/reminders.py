"""Reminders (催办) and calls for an answer (督办) that are still open: those one has to answer, those one has sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.domain.actor import Actor
from app.models import Case, Organisation, Person, Reminder, Task
from app.queries.paging import SIZE, Page, in_pages
from app.queries.visible import visible_cases
from app.queries.whose_tasks import beside, parts

Side = Literal["to-answer", "sent"]
MOST = 500
BY, HOLDER = aliased(Person), aliased(Person)


@dataclass(frozen=True)
class OpenReminder:
    """`answer_by`: the day by which an answer is due (督办); None for a plain reminder, which the work itself settles.
    `assignee_name` is who holds the task now, None while nobody does."""

    id: int
    task: int
    case: str
    procedure: str
    title: str
    subject: str
    by: str
    at: datetime
    text: str
    answer_by: date | None
    assignee_name: str | None
    organisation: str | None


def open_reminders(session: Session, actor: Actor, side: Side, *, cursor: str | None = None,
                   size: int = SIZE) -> Page[OpenReminder]:
    """Of open tasks, not yet answered: those about my work and my group's, or those that I have sent. What has a day
    comes first, in the order of the days."""
    if actor.person_id is None:
        return in_pages((), cursor, size)
    if side == "sent":
        known = visible_cases(actor, sa.select(Case.id)).correlate(None)
        query = _rows().where(Reminder.person_id == actor.person_id, Reminder.case_id.in_(known))
    else:
        mine = [Reminder.task_id.in_(part.correlate(None)) for part in parts(actor, None, beside(session, actor))]
        query = _rows().where(sa.or_(*mine))
    query = query.order_by(Reminder.answer_by.is_(None), Reminder.answer_by, Reminder.id).limit(MOST)
    return in_pages([OpenReminder(*row) for row in session.execute(query)], cursor, size)


def _waits() -> tuple[sa.ColumnElement[bool], ...]:
    return Reminder.answered_at.is_(None), Task.state == sa.literal_column("'open'")


def _rows() -> sa.Select[int, int, str, str, str, str, str, datetime, str, date | None, str | None, str | None]:
    return (sa.select(Reminder.id, Task.id, Case.number, Case.procedure, Task.title, Case.title, BY.name, Reminder.at,
                      Reminder.text, Reminder.answer_by, HOLDER.name, Organisation.name)
            .join(Task, Task.id == Reminder.task_id).join(Case, Case.id == Task.case_id)
            .join(BY, BY.id == Reminder.person_id).outerjoin(HOLDER, HOLDER.id == Task.assignee_id)
            .outerjoin(Organisation, Organisation.id == Task.organisation_id).where(*_waits()))


def urged(session: Session, tasks: Collection[int]) -> dict[int, date | None]:
    """Which of these tasks are urged: the first day by which an answer is due, None where only a reminder stands."""
    query = (sa.select(Reminder.task_id, sa.func.min(Reminder.answer_by)).join(Task, Task.id == Reminder.task_id)
             .where(Reminder.task_id.in_(tasks), *_waits()).group_by(Reminder.task_id))
    return {row[0]: row[1] for row in session.execute(query)} if tasks else {}
