"""The signed-in party's own matters: what is asked of it, what runs, what has ended; and whom it may act for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.actor import Actor
from app.errors import NotFound
from app.models import Agency, Case, Deadline, Document, Subject, Task, Wait
from app.services.access import SUBJECT
from app.services.house import house

MOST = 200
RECEIPTS = ("receipt",)  # handed out with the application itself: nothing to confirm


@dataclass(frozen=True)
class Clock:
    """The first open statutory day of a matter."""

    start_on: date
    due_on: date
    state: str


@dataclass(frozen=True)
class Matter:
    number: str
    procedure: str
    title: str
    status: str
    stage: str
    opened_at: datetime
    closed_at: datetime | None
    clock: Clock | None


@dataclass(frozen=True)
class Asked:
    """Something that waits for the party: one of `task`, `message` (to be sent) and `letter` (to be confirmed)."""

    number: str
    title: str
    until: datetime | None
    task: int | None = None
    letter: str | None = None
    message: str | None = None


@dataclass(frozen=True)
class Mine:
    asked: tuple[Asked, ...]
    open: tuple[Matter, ...]
    closed: tuple[Matter, ...]


def my_matters(session: Session, actor: Actor) -> Mine:
    query = (sa.select(Case).where(Case.subject_id.in_(actor.subject_ids))
             .order_by(Case.opened_at.desc(), Case.id.desc()).limit(MOST))
    cases = list(session.scalars(query))
    clocks = _clocks(session, [case.id for case in cases])
    matters = [_matter(session, case, clocks.get(case.id)) for case in cases]
    running = tuple(m for m in matters if m.status != "closed")
    return Mine(asked_of(session, actor), running, tuple(m for m in matters if m.status == "closed"))


def asked_of(session: Session, actor: Actor, number: str | None = None) -> tuple[Asked, ...]:
    """Tasks of the subject, what a case stands still for, then letters not confirmed; of one case, or of all."""
    mine = sa.and_(Case.subject_id.in_(actor.subject_ids), *([Case.number == number] if number else []))
    tasks = (sa.select(Case.number, Task.title, Task.due_at, Task.id).join(Task, Task.case_id == Case.id)
             .where(mine, Task.role == SUBJECT, Task.state == "open").order_by(Task.due_at, Task.id))
    letters = (sa.select(Case.number, Document.title, Document.key).join(Document, Document.case_id == Case.id)
               .where(mine, Document.to_subject, Document.state == "valid", Document.confirmed_at.is_(None),
                      Document.letter.not_in(RECEIPTS)).order_by(Document.id.desc()))
    return (*(Asked(number, title, due, task=id) for number, title, due, id in session.execute(tasks)),
            *_awaited(session, mine),
            *(Asked(number, title, None, letter=key) for number, title, key in session.execute(letters)))


def _awaited(session: Session, mine: sa.ColumnElement[bool]) -> list[Asked]:
    """Messages of the party that are a stage of their own: the case goes no further without them."""
    query = sa.select(Case, Wait).join(Wait, Wait.case_id == Case.id).where(mine, Wait.kind == "message", ~Wait.closed)
    found = []
    for case, wait in session.execute(query.where(Case.status == "open").order_by(Wait.id)):
        procedure = house().release(session, case.release_id).procedure
        message = procedure.messages.get(wait.name)
        if message and SUBJECT in message.by and wait.node in procedure.texts.stages:
            found.append(Asked(case.number, message.title, _first_due(session, case.id), message=message.name))
    return found


def _first_due(session: Session, case_id: int) -> datetime | None:
    return session.scalar(sa.select(sa.func.min(Deadline.due_at)).where(Deadline.case_id == case_id, Deadline.open))


def own_subjects(session: Session, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Key and name of all that the person stands for, the own one first."""
    return tuple((subject.key, subject.name) for subject in session.scalars(_standing_for(actor)))


def own_subject(session: Session, actor: Actor, key: str | None = None) -> Subject:
    """The subject whose pages these are: the one named, or the first that the person stands for. Raises NotFound."""
    query = _standing_for(actor)
    found = session.scalars(query.where(Subject.key == key) if key else query).first()
    if found is None:
        raise NotFound()
    return found


def _standing_for(actor: Actor) -> sa.Select[Subject]:
    return (sa.select(Subject).join(Agency, Agency.subject_id == Subject.id)
            .where(Agency.person_id == actor.person_id, Subject.id.in_(actor.subject_ids),
                   sa.or_(Agency.until.is_(None), Agency.until >= today()))
            .order_by(Agency.own.desc(), Subject.id))


def _clocks(session: Session, cases: list[int]) -> dict[int, Clock]:
    query = sa.select(Deadline).where(Deadline.case_id.in_(cases), Deadline.open).order_by(Deadline.due_at.desc())
    return {d.case_id: Clock(d.start_on, d.last_day, d.state) for d in session.scalars(query)}


def _matter(session: Session, case: Case, clock: Clock | None) -> Matter:
    title = house().release(session, case.release_id).procedure.title
    return Matter(case.number, title, case.title, case.status, case.stage, case.opened_at, case.closed_at, clock)
