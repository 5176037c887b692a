"""Letters of a case, their service, and the bytes of one; what anybody may check about a letter by its QR code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.domain.actor import Actor
from app.errors import NotFound
from app.files import MIME
from app.models import Case, Document, Organisation, Upload
from app.procedures.model import Letter
from app.queries.seen import Seen, see_case, see_case_id
from app.services.house import house

NEWER = aliased(Document)
GONE = "事项保存期满，这份文书的内容已经删除；文号、日期和摘要还在，可以核验。"


@dataclass(frozen=True)
class DocumentView:
    """`id` is the random key that the QR code carries; `replaced_by` and `replaces` are such keys too. `remedies`: the
    ways against it that the letter tells of, by their names in `bpmn/_shared/remedies.yaml`."""

    id: str
    case: str
    letter: str
    title: str
    number: str
    organisation: str | None
    recipient: str
    to_subject: bool
    issued_at: datetime
    state: str
    reason: str
    replaces: str | None
    replaced_by: str | None
    served_on: date | None
    served_how: str
    confirmed_at: datetime | None
    size: int
    sha256: str
    remedies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attachment:
    """A file that came in with an application, an answer or a receipt."""

    id: str
    name: str
    kind: str
    size: int
    at: datetime
    field: str


@dataclass(frozen=True)
class FileBytes:
    name: str
    kind: str
    content: bytes
    sha256: str


@dataclass(frozen=True)
class Verified:
    """What the page behind the QR code says: never a subject, never a text."""

    title: str
    number: str
    organisation: str | None
    issued_on: datetime
    state: str
    sha256: str


def list_documents(session: Session, actor: Actor, number: str) -> tuple[DocumentView, ...]:
    """The letters of a case in the order of issue; the subject reads those that went to it."""
    return documents_of(see_case(session, actor, number))


def documents_of(seen: Seen) -> tuple[DocumentView, ...]:
    old = aliased(Document)
    query = (sa.select(Document, Organisation.name, old.key, NEWER.key)
             .outerjoin(Organisation, Organisation.id == Document.organisation_id)
             .outerjoin(old, old.id == Document.replaces_id).outerjoin(NEWER, NEWER.replaces_id == Document.id)
             .where(Document.case_id == seen.case.id).order_by(Document.id))
    if seen.subject_side:
        query = query.where(Document.to_subject)
    told = {name: _told(letter) for name, letter in seen.live.running.procedure.letters.items()}
    return tuple(_view(seen.case.number, told.get(row[0].letter, ()), *row) for row in seen.session.execute(query))


def _told(letter: Letter) -> tuple[str, ...]:
    body = letter.source.get("body")
    parts = [part for part in body if isinstance(part, Mapping)] if isinstance(body, list) else []
    return tuple(str(key) for part in parts for key in part.get("remedies") or ())


def _view(number: str, told: tuple[str, ...], row: Document, organ: str | None, replaces: str | None,
          newer: str | None) -> DocumentView:
    return DocumentView(
        id=row.key, case=number, letter=row.letter, title=row.title, number=row.number, organisation=organ,
        recipient=row.recipient, to_subject=row.to_subject, issued_at=row.issued_at, state=row.state,
        reason=row.reason, replaces=replaces, replaced_by=newer, served_on=row.served_on, served_how=row.served_how,
        confirmed_at=row.confirmed_at, size=row.size, sha256=row.digest, remedies=told)


def document_bytes(session: Session, actor: Actor, key: str, number: str | None = None) -> FileBytes:
    """The PDF of a letter. Raises NotFound for one that this actor may not read (or that is of another case)."""
    row = session.scalar(sa.select(Document).where(Document.key == key))
    seen = see_case_id(session, actor, row.case_id if row else 0)
    if row is None or (seen.subject_side and not row.to_subject) or number not in (None, seen.case.number):
        raise NotFound()
    if seen.case.erased_at is not None:
        raise NotFound(GONE, code="erased")
    return FileBytes(f"{row.title}.pdf", "application/pdf", house().files.read(row.digest), row.digest)


def attachments_of(seen: Seen) -> tuple[Attachment, ...]:
    """Files of the case; the subject's side reads those it brought itself. Of an erased case there are none."""
    if seen.case.erased_at is not None:
        return ()
    query = sa.select(Upload).where(Upload.case_id == seen.case.id).order_by(Upload.at, Upload.id)
    if seen.subject_side:
        query = query.where(Upload.person_id == seen.actor.person_id)
    return tuple(Attachment(u.id, u.name, u.kind, u.size, u.at, u.field) for u in seen.session.scalars(query))


def upload_bytes(session: Session, actor: Actor, upload_id: str) -> FileBytes:
    """A file brought in: for who brought it, and once it belongs to a case for the organs that see the case."""
    row = session.get(Upload, upload_id)
    if row is None or session.scalar(sa.select(Case.erased_at).where(Case.id == row.case_id)) is not None:
        raise NotFound()
    if row.person_id != actor.person_id or actor.person_id is None:
        seen = see_case_id(session, actor, row.case_id or 0)
        if seen.subject_side:
            raise NotFound()
    kind = MIME.get(row.kind, "application/octet-stream")
    return FileBytes(row.name, kind, house().files.read(row.digest), row.digest)


def verify_document(session: Session, key: str) -> Verified:
    """For anybody who holds the letter. Raises NotFound."""
    query = (sa.select(Document, Organisation.name).join(Case, Case.id == Document.case_id)
             .outerjoin(Organisation, Organisation.id == Document.organisation_id).where(Document.key == key))
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound("没有这份文书。请核对二维码或者编号。")
    row, organ = found
    return Verified(row.title, row.number, organ, row.issued_at, row.state, row.digest)
