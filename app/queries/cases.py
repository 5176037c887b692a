"""Lists of cases: what this actor may see, by procedure, status, subject, words, lateness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.domain.actor import Actor
from app.domain.identifiers import plain
from app.domain.numbers import read_case_number
from app.models import Case, Deadline, Organisation, Release, Subject
from app.queries.finding import named_like
from app.queries.paging import SIZE, Page, newest_first
from app.queries.visible import visible_cases
from app.services.house import house

STATUSES = ("open", "suspended", "closed")
Rows = sa.Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class CaseItem:
    """A row of a list of cases; `due_at` is the first statutory day still open, `late` whether one is past."""

    number: str
    procedure: str
    procedure_title: str
    title: str
    status: str
    outcome: str | None
    stage: str
    subject: str | None
    organisation: str | None
    channel: str
    opened_at: datetime
    received_on: date
    closed_at: datetime | None
    due_at: datetime | None
    late: bool


@dataclass(frozen=True)
class CaseFilters:
    """`subject` is a subject's opaque id; `overdue` True: an open clock is past its last day."""

    procedure: str | None = None
    status: str | None = None
    subject: str | None = None
    q: str | None = None
    overdue: bool | None = None


def list_cases(session: Session, actor: Actor, filters: CaseFilters | None = None, *, cursor: str | None = None,
               size: int = SIZE) -> Page[CaseItem]:
    """The newest first."""
    query = _filtered(session, visible_cases(actor, _rows()), filters or CaseFilters())
    return newest_first(session, query, Case.opened_at, Case.id, cursor, size, lambda row: _item(session, row))


def _first_due() -> sa.ScalarSelect[Any]:
    return sa.select(sa.func.min(Deadline.due_at)).where(Deadline.case_id == Case.id, Deadline.open).scalar_subquery()


def _rows() -> Rows:
    return (sa.select(Case.number, Case.procedure, Case.release_id, Case.title, Case.status, Case.outcome, Case.stage,
                      Subject.name, Organisation.name, Case.channel, Case.received_on, Case.closed_at, _first_due(),
                      Case.opened_at, Case.id)
            .outerjoin(Subject, Subject.id == Case.subject_id)
            .outerjoin(Organisation, Organisation.id == Case.organisation_id))


def _filtered(session: Session, query: Rows, f: CaseFilters) -> Rows:
    if f.procedure:
        query = query.where(Case.procedure == f.procedure)
    if f.status:
        query = query.where(Case.status == f.status)
    if f.subject:
        query = query.where(Case.subject_id.in_(sa.select(Subject.id).where(Subject.key == f.subject)))
    if f.overdue is not None:
        late = sa.select(Deadline.id).where(Deadline.case_id == Case.id, Deadline.open,
                                            Deadline.due_at <= clock.now()).exists()
        query = query.where(late if f.overdue else ~late)
    return _searched(session, query, f.q) if f.q else query


def _searched(session: Session, query: Rows, text: str) -> Rows:
    found = read_case_number(text)
    if found:
        return query.where(Case.number == found.plain)
    ids = named_like(session, text)
    query = query if ids is None else query.where(Case.id.in_(ids))
    words = (Case.title, Case.number, Subject.name)
    coded = Subject.identifier == plain(text)  # a whole code, never a part of one
    return query.where(sa.or_(coded, *(word.contains(text, autoescape=True) for word in words)))


def _item(session: Session, row: Any) -> CaseItem:
    (number, procedure, release_id, title, status, outcome, stage, subject, organisation, channel, received_on,
     closed_at, due_at, opened_at, _) = row
    return CaseItem(number, procedure, house().release(session, release_id).procedure.title, title, status, outcome,
                    stage, subject, organisation, channel, opened_at, received_on, closed_at, due_at,
                    late=due_at is not None and due_at <= clock.now())


def current_slugs(session: Session) -> tuple[str, ...]:
    """The procedures that are published now."""
    return tuple(session.scalars(sa.select(Release.slug).where(Release.current).order_by(Release.slug)))
