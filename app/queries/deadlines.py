"""Statutory clocks as people and programs read them: dates, pauses, extensions, and each date explained day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.domain.actor import Actor
from app.domain.calendar import Calendar
from app.domain.deadlines import DayCount, explain
from app.errors import NotFound
from app.models import Case, Deadline, DeadlineChange, Organisation, Person, Task
from app.procedures.model import Limit
from app.queries.paging import SIZE, Page, newest_first
from app.queries.visible import visible_cases
from app.services import access, limits
from app.services.calendars import load_calendar
from app.services.copies import must_read
from app.services.house import house
from app.services.lock import task_organisations

STATES = ("running", "paused", "met", "breached", "cancelled")


@dataclass(frozen=True)
class Pause:
    start: date
    end: date | None
    reason: str
    article: str
    by: str | None


@dataclass(frozen=True)
class Extended:
    on: date
    reason: str
    article: str
    by: str | None
    before: date
    after: date


@dataclass(frozen=True)
class DeadlineView:
    """Contract: *A deadline*. `due_at` is exclusive: the first moment after the last day."""

    id: int
    key: str
    case: str
    title: str
    article: str
    status: str
    source: str
    unit: str
    length: int
    started_by: str
    started_at: datetime
    start_on: date
    due_on: date
    due_at: datetime
    target_at: datetime | None
    state: str
    open: bool
    locked: bool
    provisional: bool
    breach_head: str | None
    extendable_to: int | None
    pausable_by: str | None
    pauses: tuple[Pause, ...]
    extensions: tuple[Extended, ...]
    explanation: tuple[DayCount, ...]


def find_deadline(session: Session, actor: Actor, deadline_id: int) -> DeadlineView:
    """One clock with its explanation. Raises NotFound for one whose case may not be known."""
    query = (sa.select(Deadline, Case).join(Case, Case.id == Deadline.case_id)
             .where(Deadline.id == deadline_id).options(selectinload(Deadline.changes)))
    found = session.execute(query).one_or_none() if 0 < deadline_id < 2**31 else None
    if found is None:
        raise NotFound()
    must_read(session, actor, found[1], task_organisations(session, found[1].id))
    return views(session, found[1], [found[0]], access.is_subject(actor, found[1]))[0]


def list_deadlines(session: Session, actor: Actor, *, state: str | None = None, case: str | None = None,
                   procedure: str | None = None, cursor: str | None = None, size: int = SIZE) -> Page[DeadlineView]:
    """Clocks of the cases that the actor may see, the newest first."""
    query = visible_cases(actor, sa.select(Deadline, Case, Deadline.started_at, Deadline.id)
                          .join(Case, Case.id == Deadline.case_id))
    query = query.options(selectinload(Deadline.changes))
    if state:
        query = query.where(Deadline.state == state)
    if case:
        query = query.where(Case.number == case)
    if procedure:
        query = query.where(Case.procedure == procedure)
    calendar = load_calendar(session)
    return newest_first(session, query, Deadline.started_at, Deadline.id, cursor, size,
                        lambda row: _view(row[0], row[1].number, _limit(session, row[1], row[0]), calendar, {}))


def views(session: Session, case: Case, rows: Iterable[Deadline], anonymous: bool = False) -> tuple[DeadlineView, ...]:
    """The clocks of one case; the subject does not read who in the organ changed them (`anonymous`)."""
    kept = list(rows)
    calendar = load_calendar(session)
    names = {} if anonymous else _names(session, kept)
    organs = _organs(session, case, kept)
    shown = (_view(row, case.number, _limit(session, case, row), calendar, names) for row in kept)
    return tuple(replace(view, title=f"{row.title}（{organs[row.item]}）") if row.item in organs else view
                 for row, view in zip(kept, shown, strict=True))


def _organs(session: Session, case: Case, rows: list[Deadline]) -> dict[str, str]:
    """By item: the organ whose clock it is, where several organs work side by side under one limit."""
    several = {key for key, times in Counter(row.key for row in rows).items() if times > 1}
    items = {row.item for row in rows if row.item and row.key in several}
    if not items:
        return {}
    query = (sa.select(Task.item, Organisation.name).join(Organisation, Organisation.id == Task.organisation_id)
             .where(Task.case_id == case.id, Task.item.in_(items)).order_by(Task.id.desc()))
    found = {row.item: row.name for row in session.execute(query)}  # its first task comes last and stays
    return found if len(set(found.values())) > 1 else {}


def _limit(session: Session, case: Case, row: Deadline) -> Limit | None:
    return house().release(session, case.release_id).procedure.limits.get(row.key)


def _names(session: Session, rows: list[Deadline]) -> dict[int, str]:
    ids = {c.person_id for row in rows for c in row.changes if c.person_id}
    if not ids:
        return {}
    return dict(session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids))).all())


def _view(row: Deadline, number: str, limit: Limit | None, calendar: Calendar, names: dict[int, str]) -> DeadlineView:
    spans = limits.spans(row)
    return DeadlineView(
        id=row.id, key=row.key, case=number, title=row.title, article=row.article, status=row.status,
        source=limit.source if limit else "", unit=row.unit, length=row.length, started_by=row.started_by,
        started_at=row.started_at, start_on=row.start_on, due_on=row.last_day, due_at=row.due_at,
        target_at=row.target_at, state=row.state, open=row.open, locked=bool(limit and limit.locked),
        provisional=row.provisional, breach_head=limit.breach_head if limit else None,
        extendable_to=_extendable_to(row, limit), pausable_by=limit.pausable_by if limit else None,
        pauses=_pauses(row.changes, names), extensions=_extensions(row.changes, names),
        explanation=explain(row.start_on, row.length, row.unit, calendar, spans))  # type: ignore[arg-type]


def _extendable_to(row: Deadline, limit: Limit | None) -> int | None:
    """The whole length it may still get, or None where the law allows no (further) extension."""
    if limit is None or limit.extension is None or not row.open:
        return None
    used = sum(c.kind == "extend" for c in row.changes)
    return limit.extension.to if used < limit.extension.times and row.length < limit.extension.to else None


def _pauses(changes: Iterable[DeadlineChange], names: dict[int, str]) -> tuple[Pause, ...]:
    found: list[Pause] = []
    for c in changes:
        if c.kind == "pause":
            found.append(Pause(c.on, None, c.reason, c.article, names.get(c.person_id or 0)))
        elif c.kind == "resume" and found:
            last = found.pop()
            found.append(Pause(last.start, c.on, last.reason, last.article, last.by))
    return tuple(found)


def _extensions(changes: Iterable[DeadlineChange], names: dict[int, str]) -> tuple[Extended, ...]:
    return tuple(Extended(c.on, c.reason, c.article, names.get(c.person_id or 0), c.before_day,
                          c.after_day or c.before_day) for c in changes if c.kind == "extend")
