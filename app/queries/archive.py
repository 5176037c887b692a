"""The credit archive of a subject (条例30): each record with source, basis, who used it, every change with its why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.domain.actor import Actor
from app.domain.deadlines import add_months
from app.domain.identifiers import mask
from app.models import Case, Entry, Organisation, Reading
from app.procedures import Register
from app.queries.mine import own_subject, own_subjects
from app.queries.shelf import registers

REGISTER = "credit-records"
MOST = 500


@dataclass(frozen=True)
class Use:
    at: datetime
    who: str
    what: str
    purpose: str


@dataclass(frozen=True)
class Change:
    at: datetime
    reason: str
    article: str
    case: str | None


@dataclass(frozen=True)
class Busy:
    """An open case about a record."""

    procedure: str
    number: str
    due_on: date | None


@dataclass(frozen=True)
class Record:
    key: str
    title: str
    source: str
    dated: date
    lifecycle: str
    data: Mapping[str, Any]
    words: Mapping[str, str]
    marks: tuple[str, ...]
    kept_until: date | None
    uses: tuple[Use, ...]
    changes: tuple[Change, ...]
    busy: tuple[Busy, ...]


@dataclass(frozen=True)
class Archive:
    """`others`: key and name of the other subjects that the person may look at."""

    key: str
    name: str
    code: str
    records: tuple[Record, ...]
    readings: tuple[Use, ...]
    others: tuple[tuple[str, str], ...]


def own_archive(session: Session, actor: Actor, subject: str | None = None) -> Archive:
    """Of the subject named, or of the first that the actor stands for. Raises NotFound for anybody else's."""
    owner = own_subject(session, actor, subject)
    query = (sa.select(Entry).where(Entry.register == REGISTER, Entry.subject_id == owner.id)
             .options(selectinload(Entry.versions), selectinload(Entry.organisation))
             .order_by(Entry.dated.desc(), Entry.id.desc()).limit(MOST))
    entries = [entry for entry in session.scalars(query) if entry.lifecycle != "deleted"]
    readings = _readings(session, owner.id)
    beside = _Beside(session, owner.id, entries)
    kind = "citizen_id" if owner.kind == "natural" else "uscc"
    return Archive(
        owner.key, owner.name, mask(kind, owner.identifier),
        tuple(beside.record(entry, readings.get(entry.id, ())) for entry in entries),
        tuple(use for uses in readings.values() for use in uses),
        tuple(one for one in own_subjects(session, actor) if one[0] != owner.key))


class _Beside:
    """What stands beside the entries: numbers of the cases that changed them, and open cases about them."""

    def __init__(self, session: Session, subject_id: int, entries: Sequence[Entry]) -> None:
        self.session, self.register = session, registers()[REGISTER]
        ids = {version.case_id for entry in entries for version in entry.versions if version.case_id}
        named = session.execute(sa.select(Case.id, Case.number).where(Case.id.in_(ids)))
        self.numbers: dict[int, str] = {row.id: row.number for row in named}
        query = sa.select(Case).where(Case.subject_id == subject_id, Case.status != "closed")
        self.open = list(session.scalars(query))

    def record(self, entry: Entry, uses: Sequence[Use]) -> Record:
        changes = tuple(Change(v.at, v.reason, v.article, self.numbers.get(v.case_id or 0))
                        for v in sorted(entry.versions, key=lambda v: v.n, reverse=True))
        return Record(
            entry.key, entry.title, entry.organisation.name if entry.organisation else "", entry.dated,
            entry.lifecycle, entry.data, spoken(self.register, entry.data),
            tuple(self.register.marks.get(mark, mark) for mark in entry.data.get("marks") or ()),
            kept_until(self.register, entry.data), tuple(uses), changes, self.busy(entry.key))

    def busy(self, key: str) -> tuple[Busy, ...]:
        return tuple(Busy(case.procedure, case.number, None) for case in self.open
                     if key in as_keys(case.answers.get("records")))


def as_keys(value: object) -> list[str]:
    return [str(key) for key in value] if isinstance(value, list) else [str(value)] if value else []


def spoken(register: Register, data: Mapping[str, Any]) -> dict[str, str]:
    """The values of the entry's fields in words, by key; what is not filled in is left out."""
    found = {}
    for field in register.fields:
        value = data.get(field.key)
        if value not in (None, "", []):
            found[field.key] = field.options.get(str(value), str(value))
    return found


def kept_until(register: Register, data: Mapping[str, Any]) -> date | None:
    """The last day of the retention clock, where its first one is known."""
    clock = register.clocks.get("retention")
    start = data.get(clock.starts) if clock else None
    if clock is None or not isinstance(start, str) or clock.unit not in ("months", "years"):
        return None
    length = clock.lengths.get(str(data.get(clock.by)), clock.length) if clock.by else clock.length
    return add_months(date.fromisoformat(start), length * (12 if clock.unit == "years" else 1))


def _readings(session: Session, subject_id: int) -> dict[int, tuple[Use, ...]]:
    """By entry (0: not about a single one), the newest first."""
    query = (sa.select(Reading, Organisation.name).outerjoin(Organisation, Organisation.id == Reading.organisation_id)
             .where(Reading.subject_id == subject_id).order_by(Reading.at.desc()).limit(MOST))
    found: dict[int, tuple[Use, ...]] = {}
    for row, organ in session.execute(query):
        use = Use(row.at, organ or "本人", row.what, row.purpose)
        found[row.entry_id or 0] = (*found.get(row.entry_id or 0, ()), use)
    return found
