"""Applications that are being written: one with the form it fills in, and a person's own list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.clock import today
from app.domain.actor import Actor
from app.errors import NotFound
from app.models import Case, Draft, Entry, Subject, Upload
from app.procedures import Form, Procedure
from app.services import access
from app.services.forget_drafts import KEPT
from app.services.house import house
from app.services.intake import PARTIES
from app.services.world import World


@dataclass(frozen=True)
class Application:
    """A draft with all that a page needs to go on with it. `number`: of the case it has become."""

    key: str
    procedure: Procedure
    form: Form
    world: World
    answers: Mapping[str, Any]
    saved_at: datetime
    number: str | None


@dataclass(frozen=True)
class DraftLine:
    key: str
    title: str
    saved_at: datetime
    until: date


@dataclass(frozen=True)
class RecordCard:
    """What a person must see of a record to know which one it is."""

    document_no: str
    source: str
    dated: date
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Brought:
    id: str
    name: str
    size: int


def find_draft(session: Session, actor: Actor, key: str) -> Application:
    """Raises NotFound for another person's draft, and for one whose procedure is not published any more."""
    draft = session.scalar(sa.select(Draft).where(Draft.key == key))
    running = house().current(session, draft.procedure) if draft else None
    if draft is None or running is None or draft.person_id != actor.person_id:
        raise NotFound()
    door = running.procedure.doors.get(draft.door) or next(iter(running.procedure.doors.values()))
    subject, follows = _subject(session, actor, draft), _followed(session, actor, draft)
    world = World(session, actor, clock.now(), subject=subject, follows=follows)
    form = running.procedure.forms[door.form]
    return Application(draft.key, running.procedure, form, world, draft.answers, draft.saved_at, draft.number)


def list_drafts(session: Session, actor: Actor) -> tuple[DraftLine, ...]:
    """The actor's own, unsent, the newest first."""
    query = sa.select(Draft).where(Draft.person_id == actor.person_id, Draft.number.is_(None))
    titles = {running.procedure.slug: running.procedure.title for running in house().published(session)}
    return tuple(
        DraftLine(d.key, titles[d.procedure], d.saved_at, today(d.saved_at + KEPT))
        for d in session.scalars(query.order_by(Draft.saved_at.desc())) if d.procedure in titles
    )


def record_cards(session: Session, actor: Actor, keys: Sequence[str]) -> dict[str, RecordCard]:
    """By key, of entries whose subject the actor stands for."""
    query = sa.select(Entry).where(Entry.key.in_(keys), Entry.subject_id.in_(actor.subject_ids))
    return {e.key: _card(e) for e in session.scalars(query)}


def brought_files(session: Session, actor: Actor, ids: Sequence[str]) -> dict[str, Brought]:
    """The actor's own uploads among these ids."""
    query = sa.select(Upload).where(Upload.id.in_(ids), Upload.person_id == actor.person_id)
    return {u.id: Brought(u.id, u.name, u.size) for u in session.scalars(query)}


def _card(entry: Entry) -> RecordCard:
    source, data = entry.organisation.name if entry.organisation else "", entry.data
    return RecordCard(str(data.get("document_no") or ""), source, entry.dated, tuple(data.get("marks") or ()))


def _subject(session: Session, actor: Actor, draft: Draft) -> Subject | None:
    """The one it is for: its records are offered as choices. A party must stand for it; an officer at the counter
    (代录) writes for whoever came."""
    if draft.subject is None:
        return None
    query = sa.select(Subject).where(Subject.key == draft.subject)
    party = actor.roles & set(PARTIES)
    return session.scalar(query.where(Subject.id.in_(actor.subject_ids)) if party else query)


def _followed(session: Session, actor: Actor, draft: Draft) -> Case | None:
    if draft.follows is None:
        return None
    case = session.scalar(sa.select(Case).where(Case.number == draft.follows))
    return case if case is not None and access.may_see(actor, case, frozenset()) else None
