"""Register entries as their subject, officers with a purpose, and the public read them; and subjects found by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app import clock
from app.domain.actor import Actor
from app.domain.expressions import ExpressionError, evaluate
from app.domain.identifiers import plain
from app.errors import Invalid, NotAllowed, NotFound
from app.models import Case, Entry, EntryVersion, Organisation, Reading, Subject
from app.procedures import Register
from app.queries.masking import SubjectView, subject_view
from app.queries.paging import SIZE, Page, by_offset, newest_first, read_day
from app.queries.purposes import Purpose
from app.queries.shelf import registers
from app.queries.visible import visible_cases
from app.services import access
from app.services.listed import in_force_on

MOST_FOUND = 50


@dataclass(frozen=True)
class EntryItem:
    """`fields` are the register's, those that this reader may see."""

    id: str
    register: str
    title: str
    dated: date
    lifecycle: str
    source: str | None
    subject: SubjectView | None
    marks: tuple[str, ...]
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class VersionView:
    n: int
    at: datetime
    act: str
    reason: str
    article: str
    case: str | None


@dataclass(frozen=True)
class ReadingView:
    at: datetime
    organisation: str | None
    what: str
    purpose: str


@dataclass(frozen=True)
class EntryView(EntryItem):
    versions: tuple[VersionView, ...]
    readings: tuple[ReadingView, ...]


@dataclass(frozen=True)
class FoundSubject:
    id: str
    name: str
    kind: str
    identifier: str


def list_entries(session: Session, actor: Actor, register: str, *, purpose: Purpose | None = None, q: str | None = None,
                 cursor: str | None = None, size: int = SIZE) -> Page[EntryItem]:
    """Own entries: of the subjects acted for, of what one's organ supplied. With a purpose, those of its subject.

    `purpose` is what purposes.purpose_of found. Raises NotFound, NotAllowed.
    """
    described = _register(register)
    query = sa.select(Entry, Entry.dated, Entry.id).where(
        Entry.register == register, Entry.lifecycle != "deleted", _within(actor, described, purpose))
    if q:
        query = query.where(Entry.title.contains(q, autoescape=True))
    query = query.options(joinedload(Entry.subject), joinedload(Entry.organisation))
    return newest_first(session, query, Entry.dated, Entry.id, cursor, size,
                        lambda row: EntryItem(**_facts(row[0], described)), read_day)


def find_entry(session: Session, actor: Actor, register: str, key: str, *,
               purpose: Purpose | None = None) -> EntryView:
    """One entry with its versions and who used it. An entry that may not be read is as good as none: NotFound."""
    described = _register(register)
    query = (sa.select(Entry).where(Entry.register == register, Entry.key == key,
                                    _within(actor, described, purpose))
             .options(joinedload(Entry.subject), joinedload(Entry.organisation), selectinload(Entry.versions)))
    entry = session.scalar(query)
    if entry is None:
        raise NotFound()
    own = actor.stands_for(entry.subject_id)
    return EntryView(**_facts(entry, described), versions=_versions(session, actor, entry.versions),
                     readings=_readings(session, entry.id) if own else ())


def list_public(session: Session, register: str, *, q: str | None = None, part: str | None = None,
                on: date | None = None, cursor: str | None = None, size: int = SIZE) -> Page[EntryItem]:
    """What must be public of a register: its public fields alone, and only entries that its rule shows. Of a list that
    is published in editions what is in force `on` a day, in the order of its numbers; a `part` is one layer of it."""
    described = registers().get(register)
    if described is None or not described.public:
        raise NotFound()
    query = (sa.select(Entry, Entry.dated, Entry.id).where(Entry.register == register, Entry.lifecycle == "live",
                                                          *_published())
             .options(joinedload(Entry.subject), joinedload(Entry.organisation)))
    if q:
        query = query.where(Entry.title.contains(q, autoescape=True))
    if described.listed:
        page = by_offset(session, _listed(described, query, part, on), cursor, size, lambda row: row[0])
    else:
        page = newest_first(session, query, Entry.dated, Entry.id, cursor, size, lambda row: row[0], read_day)
    shown = [entry for entry in page.items if is_public(described, entry.data)]
    return Page(tuple(EntryItem(**_public_facts(entry, described)) for entry in shown), page.total, page.next)


def _listed(register: Register, query: sa.Select[Entry, date, int], part: str | None,
            on: date | None) -> sa.Select[Entry, date, int]:
    found = query.where(in_force_on(on or clock.today()))
    if part and register.listed and register.listed.part:
        found = found.where(Entry.data[register.listed.part].as_string() == part)
    return found.order_by(Entry.title, Entry.id)


def named_entries(session: Session, register: Register, keys: Iterable[str]) -> tuple[EntryItem, ...]:
    """Entries of a register without subjects, for fields that pick from it."""
    rows = session.scalars(sa.select(Entry).where(Entry.register == register.name, Entry.key.in_(set(keys)),
                                                  Entry.subject_id.is_(None)))
    return tuple(EntryItem(**_facts(row, register)) for row in rows)


def titles_of(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """What entries are called, for fields that name them."""
    wanted = set(keys)
    query = sa.select(Entry.key, Entry.title).where(Entry.key.in_(wanted))
    return dict(session.execute(query).all()) if wanted else {}


def named_in(register: Register, rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """The entries that fields of these rows name."""
    keys = [field.key for field in register.fields if field.type == "entry"]
    return {str(row[key]) for row in rows for key in keys if row.get(key)}


def _published() -> tuple[sa.ColumnElement[bool], ...]:
    """The rule of every public register so far, in SQL; is_public then holds each entry to the register's own words."""
    return (Entry.data["publication"].as_string() == "published",)


def is_public(register: Register, data: Mapping[str, Any]) -> bool:
    """Whether the register's rule shows an entry to anybody."""
    if not register.public or register.public_when is None:
        return register.public
    names: dict[str, Any] = {field.key: data.get(field.key) for field in register.fields}
    try:
        return bool(evaluate(register.public_when, names))
    except ExpressionError:
        return False


def find_subjects(session: Session, actor: Actor, q: str, purpose: str | None = None) -> tuple[FoundSubject, ...]:
    """Subjects by whole identifier or by part of the name, for officers who file on behalf of somebody.

    Raises NotAllowed to anybody else, Invalid for less than two characters.
    """
    if not access.is_officer(actor) or not actor.roles & _reading_roles():
        raise NotAllowed("查找信用主体只对办理单位的工作人员开放。")
    text = q.strip()
    if len(text) < 2:
        raise Invalid({"q": ["请至少输入两个字。"]})
    query = sa.select(Subject).where(sa.or_(Subject.identifier == plain(text),
                                            Subject.name.contains(text, autoescape=True)))
    rows = session.scalars(query.order_by(Subject.name, Subject.id).limit(MOST_FOUND))
    views = (subject_view(row) for row in rows)
    return tuple(FoundSubject(v.id, v.name, v.kind, v.identifier) for v in views if v)


def _within(actor: Actor, register: Register, purpose: Purpose | None) -> sa.ColumnElement[bool]:
    """Which entries this reader may see."""
    if purpose is not None:
        return _for_purpose(actor, purpose)
    reads = access.is_officer(actor) and bool(actor.roles & set(register.readers))
    if not actor.subject_ids and not reads:
        raise NotAllowed("查阅他人的记录要写明目的：您正在办理的事项的编号，或者政务应用清单上由本单位使用的一项"
                         "（条例第十九条）。")
    organs = access.organisations(actor) if reads else frozenset()
    return sa.or_(Entry.subject_id.in_(actor.subject_ids), Entry.organisation_id.in_(organs))


def _for_purpose(actor: Actor, purpose: Purpose) -> sa.ColumnElement[bool]:
    """What a subject had shielded (条例31), and what is repaired, is found by its own sources alone, and by those whose
    case is about it."""
    mine = sa.or_(Entry.organisation_id.in_(access.organisations(actor)), Entry.key.in_(purpose.records))
    return sa.and_(Entry.subject_id == purpose.subject_id, sa.or_(_shared(), mine))


def _shared() -> sa.ColumnElement[bool]:
    """Neither shielded, nor repaired: what is repaired is no longer shared and used (36号令3)."""
    shielded = sa.func.coalesce(Entry.data["shielded"].as_boolean(), sa.false())
    return sa.and_(~shielded, Entry.data["repaired_on"].as_string().is_(None))


def _reading_roles() -> frozenset[str]:
    return frozenset(role for register in registers().values() for role in register.readers)


def _register(name: str) -> Register:
    found = registers().get(name)
    if found is None:
        raise NotFound()
    return found


def _facts(entry: Entry, register: Register) -> dict[str, Any]:
    known = {field.key for field in register.fields}
    return {"id": entry.key, "register": entry.register, "title": entry.title, "dated": entry.dated,
            "lifecycle": entry.lifecycle, "source": entry.organisation.name if entry.organisation else None,
            "subject": subject_view(entry.subject), "marks": _marks(entry, register),
            "fields": {k: v for k, v in entry.data.items() if k in known}}


def _public_facts(entry: Entry, register: Register) -> dict[str, Any]:
    shown = {field.key for field in register.fields if field.public}
    facts = _facts(entry, register)
    return {**facts, "fields": {k: v for k, v in facts["fields"].items() if k in shown}}


def _marks(entry: Entry, register: Register) -> tuple[str, ...]:
    return tuple(register.marks.get(mark, mark) for mark in entry.data.get("marks") or ())


def _versions(session: Session, actor: Actor, rows: list[EntryVersion]) -> tuple[VersionView, ...]:
    """Each change with its why; the number of a case stands there for who may know of the case."""
    ids = {v.case_id for v in rows if v.case_id}
    query = visible_cases(actor, sa.select(Case.id, Case.number).where(Case.id.in_(ids)))
    numbers = dict(session.execute(query).all()) if ids else {}
    return tuple(VersionView(v.n, v.at, v.act, v.reason, v.article, numbers.get(v.case_id or 0)) for v in rows)


def _readings(session: Session, entry_id: int) -> tuple[ReadingView, ...]:
    query = (sa.select(Reading.at, Organisation.name, Reading.what, Reading.purpose)
             .outerjoin(Organisation, Organisation.id == Reading.organisation_id)
             .where(Reading.entry_id == entry_id).order_by(Reading.at.desc()).limit(200))
    return tuple(ReadingView(*row) for row in session.execute(query))
