"""Makes an empty house usable: the organisations and people that procedures and the contract name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from app.domain.tags import Tag
from app.models import Agency, Counter, Organisation, Person, Post, Subject
from app.services.context import Context
from app.services.verb import NothingDone, housekeeping

DEMO = "demo"  # a counter of the year 0: 0 while the demo house is being furnished, 1 once it is whole


@dataclass(frozen=True)
class Organ:
    """An organisation to be: `code` is its 统一社会信用代码."""

    key: str
    code: str
    name: str
    short: str
    kind: str
    tag: str | None = None
    phone: str = ""
    address: str = ""


@dataclass(frozen=True)
class Worker:
    """A person to be, with posts as role and organ key (None for citizens)."""

    login: str
    name: str
    posts: tuple[tuple[str, str | None], ...]


def set_up_people(ctx: Context, *, organs: Iterable[Organ], workers: Iterable[Worker], password_hash: str,
                  demo: bool) -> dict[str, int]:
    """Adds who is missing, changes nobody. Returns person ids by login."""
    made = _organisations(ctx, organs)
    known = {p.login: p.id for p in ctx.session.scalars(sa.select(Person))}
    new = [_person(ctx, worker, made, password_hash, demo) for worker in workers if worker.login not in known]
    ctx.session.flush()
    if not new:
        raise NothingDone(known)
    for person in new:
        ctx.trail.write(Tag.PERSON_ADDED, after={"person": person.id, "login": person.login,
                                                 "posts": [[p.role, p.organisation_id] for p in person.posts]})
    return known | {p.login: p.id for p in new}


def _organisations(ctx: Context, organs: Iterable[Organ]) -> dict[str, int]:
    known = {o.code: o for o in ctx.session.scalars(sa.select(Organisation))}
    rows = {}
    for organ in organs:
        row = known.get(organ.code) or Organisation(code=organ.code, name=organ.name, short=organ.short,
                                                    kind=organ.kind, tag=organ.tag, phone=organ.phone,
                                                    address=organ.address)
        ctx.session.add(row)
        rows[organ.key] = row
    ctx.session.flush()
    return {key: row.id for key, row in rows.items()}


def _person(ctx: Context, worker: Worker, organs: dict[str, int], password_hash: str, demo: bool) -> Person:
    posts = [Post(role=role, organisation_id=organs[organ] if organ else None) for role, organ in worker.posts]
    person = Person(login=worker.login, name=worker.name, password_hash=password_hash, demo=demo, created_at=ctx.now,
                    email=f"{worker.login}@example.invalid", mobile="", posts=posts)
    ctx.session.add(person)
    return person


@dataclass(frozen=True)
class NewSubject:
    kind: str
    name: str
    identifier: str
    key: str
    agent: str | None = None  # login of who acts for it
    own: bool = False


def add_subjects(ctx: Context, *, subjects: Iterable[NewSubject]) -> int:
    """Credit subjects with their agents. Returns how many were new."""
    known = set(ctx.session.scalars(sa.select(Subject.identifier)))
    people = {p.login: p.id for p in ctx.session.scalars(sa.select(Person))}
    rows = [(s, Subject(key=s.key, kind=s.kind, name=s.name, identifier=s.identifier, created_at=ctx.now,
                        identifier_note="", pinyin="")) for s in subjects if s.identifier not in known]
    if not rows:
        raise NothingDone(0)
    ctx.session.add_all(row for _, row in rows)
    ctx.session.flush()
    ctx.session.add_all(Agency(person_id=people[s.agent], subject_id=row.id, own=s.own)
                        for s, row in rows if s.agent)
    ctx.trail.write(Tag.SUBJECTS_ADDED, after={"count": len(rows)})
    return len(rows)


@housekeeping
def mark_demo(ctx: Context, *, whole: bool) -> None:
    """Furnishing takes many transactions: a start that finds it begun and not whole begins anew."""
    ctx.session.merge(Counter(name=DEMO, year=0, value=int(whole)))
