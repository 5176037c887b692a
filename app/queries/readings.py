"""Who read whose data, when and why, for those who audit. The subject reads its own in archive.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.domain.identifiers import mask
from app.errors import NotAllowed
from app.models import Case, Organisation, Person, Reading, Subject
from app.queries.paging import SIZE, Page, newest_first
from app.queries.trail import HOUSE_READERS


@dataclass(frozen=True)
class ReadingRow:
    """`what`: case, entry, document, list, identifier (unmasked). Who audits sees no contents: `subject` is masked."""

    at: datetime
    reader: str
    organisation: str | None
    what: str
    purpose: str
    case: str | None
    subject: str


def list_readings(session: Session, actor: Actor, *, unmasked: bool = False, cursor: str | None = None,
                  size: int = SIZE) -> Page[ReadingRow]:
    """The newest first; `unmasked`: only those that showed an identifier. Raises NotAllowed."""
    if not actor.roles & HOUSE_READERS:
        raise NotAllowed("查阅记录由审计管理员和监督人员查看。")
    query = (sa.select(Person.name, Organisation.name, Reading.what, Reading.purpose, Case.number, Subject.name,
                       Reading.at, Reading.id)
             .join(Person, Person.id == Reading.person_id).join(Subject, Subject.id == Reading.subject_id)
             .outerjoin(Organisation, Organisation.id == Reading.organisation_id)
             .outerjoin(Case, Case.id == Reading.case_id))
    if unmasked:
        query = query.where(Reading.what == "identifier")
    return newest_first(session, query, Reading.at, Reading.id, cursor, size,
                        lambda row: ReadingRow(row[6], row[0], row[1], row[2], row[3], row[4], mask("name", row[5])))
