"""Letters of all cases that a reader may see, in one list; those of one case and their bytes are documents.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.models import Case, Document, Organisation
from app.queries.paging import SIZE, Page, newest_first
from app.queries.seen import read_number
from app.queries.visible import visible_cases


@dataclass(frozen=True)
class Paper:
    """A letter in the list of all."""

    id: str
    case: str
    title: str
    number: str
    recipient: str
    state: str
    served_on: date | None
    served_how: str
    confirmed_at: datetime | None
    organisation: str | None
    issued_at: datetime


def list_papers(session: Session, actor: Actor, q: str | None = None, cursor: str | None = None,
                size: int = SIZE) -> Page[Paper]:
    """Letters of all cases that the actor may see, the newest first; `q` is a part of the title or of the number."""
    query = visible_cases(actor, sa.select(
        Document.key, Case.number, Document.title, Document.number, Document.recipient, Document.state,
        Document.served_on, Document.served_how, Document.confirmed_at, Organisation.name, Document.issued_at,
        Document.id).join(Case, Case.id == Document.case_id).outerjoin(
            Organisation, Organisation.id == Document.organisation_id))
    if q:
        query = query.where(sa.or_(Document.title.contains(q, autoescape=True),
                                   Document.number.contains(q, autoescape=True), Case.number == read_number(q)))
    if actor.subject_ids:
        query = query.where(sa.or_(Document.to_subject, Case.subject_id.not_in(actor.subject_ids)))
    return newest_first(session, query, Document.issued_at, Document.id, cursor, size, _paper)


def _paper(row: Any) -> Paper:
    """The columns stand in the order of the fields; a letter without a number of its own bears its key."""
    values: list[Any] = [*row[:3], row[3] if row[3] != row[0] else "", *row[4:11]]
    return Paper(*values)
