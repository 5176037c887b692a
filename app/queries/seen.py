"""A case as this actor sees it: the one way in for every page and answer about a case. Nothing is locked or written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app import clock
from app.domain.actor import Actor
from app.domain.numbers import read_case_number
from app.errors import NotFound
from app.models import Case, Deadline, Hand, Reminder, Task, Wait
from app.services import access
from app.services.context import Context
from app.services.copies import must_read
from app.services.house import house
from app.services.live import Live


@dataclass
class Seen:
    """`tasks` and `deadlines` are all of the case, open and ended; `live` is what a verb would work on, unlocked."""

    session: Session
    actor: Actor
    live: Live
    tasks: list[Task]
    deadlines: list[Deadline]
    hands: list[Hand]

    @property
    def case(self) -> Case:
        return self.live.case

    @cached_property
    def organs(self) -> frozenset[int]:
        """Those that have, or had, a task in the case, or a part in one."""
        return organs_of(self.tasks, self.hands)

    @cached_property
    def subject_side(self) -> bool:
        """Looks on as the credit subject only: sees what is meant for it."""
        overseer = bool(self.actor.roles & set(access.OVERSEERS))
        officer = access.is_officer_of(self.actor, self.case, self.organs) or overseer
        return access.is_subject(self.actor, self.case) and not officer

    @cached_property
    def works(self) -> bool:
        """Has a part in the case, rather than looking on: as overseer who decides nothing, or because it was copied."""
        return access.works_on(self.actor, self.case, self.organs)

    @cached_property
    def reminders(self) -> list[Reminder]:
        """Of all its tasks, the newest first."""
        query = (sa.select(Reminder).where(Reminder.case_id == self.case.id).order_by(Reminder.id.desc())
                 .options(joinedload(Reminder.person), joinedload(Reminder.answerer)))
        return list(self.session.scalars(query))

    @cached_property
    def ctx(self) -> Context:
        """For asking the verbs' own checks; its trail is never written."""
        return reading(self.session, self.actor)


def reading(session: Session, actor: Actor) -> Context:
    now = clock.now()
    return Context.begin(session, actor, now, house())


def organs_of(tasks: list[Task], hands: list[Hand]) -> frozenset[int]:
    organs = [*(t.organisation_id for t in tasks), *(h.organisation_id for h in hands)]
    return frozenset(organ for organ in organs if organ)


def case_query() -> sa.Select[Case]:
    return sa.select(Case).options(joinedload(Case.subject), joinedload(Case.organisation))


def see_case(session: Session, actor: Actor, number: str) -> Seen:
    """A case by its number in any spelling. Raises NotFound for one that does not exist or may not be known."""
    query = case_query().where(Case.number == read_number(number))
    return _seen(session, actor, session.scalars(query).one_or_none())


def read_number(text: str) -> str:
    """A case's number as the table has it, from any spelling; what is no number finds nothing."""
    found = read_case_number(text)
    return found.plain if found else ""


def see_case_id(session: Session, actor: Actor, case_id: int) -> Seen:
    return _seen(session, actor, session.scalars(case_query().where(Case.id == case_id)).one_or_none())


def see_task(session: Session, actor: Actor, task_id: int) -> tuple[Seen, Task]:
    """A task and its case. The subject knows only of the tasks that are asked of it."""
    query = case_query().join(Task, Task.case_id == Case.id).where(Task.id == task_id)
    seen = _seen(session, actor, session.scalars(query).one_or_none() if 0 < task_id < 2**31 else None)
    task = next(t for t in seen.tasks if t.id == task_id)
    if seen.subject_side and task.role != access.SUBJECT:
        raise NotFound()
    return seen, task


def _seen(session: Session, actor: Actor, case: Case | None) -> Seen:
    tasks = _tasks(session, case.id if case else 0)
    hands = _hands(session, tasks)
    kept = must_read(session, actor, case, organs_of(tasks, hands))
    waits = list(session.scalars(sa.select(Wait).where(Wait.case_id == kept.id).order_by(Wait.id)))
    deadlines = list(session.scalars(sa.select(Deadline).where(Deadline.case_id == kept.id)
                                     .options(selectinload(Deadline.changes)).order_by(Deadline.id)))
    live = Live(kept, house().release(session, kept.release_id), [t for t in tasks if t.state == "open"], waits,
                [d for d in deadlines if d.open], hands)
    return Seen(session, actor, live, tasks, deadlines, hands)


def _hands(session: Session, tasks: list[Task]) -> list[Hand]:
    """Most cases have none, and are not asked."""
    shared = [t.id for t in tasks if t.signing]
    query = (sa.select(Hand).where(Hand.task_id.in_(shared)).order_by(Hand.n, Hand.id)
             .options(joinedload(Hand.person), joinedload(Hand.organisation), joinedload(Hand.absent)))
    return list(session.scalars(query)) if shared else []


def _tasks(session: Session, case_id: int) -> list[Task]:
    query = (sa.select(Task).where(Task.case_id == case_id)
             .options(joinedload(Task.assignee), joinedload(Task.organisation), joinedload(Task.absent))
             .order_by(Task.id))
    return list(session.scalars(query))
