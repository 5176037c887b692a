"""Reads the trail: rows as a reader may see them. Whether they are whole and unforged is proof.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.domain.tags import Tag
from app.errors import NotAllowed
from app.models import HOUSE, Organisation, Person, Post, Said, TrailRow
from app.queries.paging import SIZE, Page, Total, decode, encode, read_int
from app.queries.seen import Seen, see_case
from app.services.trail import SPOKEN

# What is meant for the subject: acts towards it and on its data; not how the organ shares out its work.
FOR_SUBJECT = frozenset({
    Tag.CASE_FILED, Tag.CASE_OPENED_BY_CASE, Tag.CASE_OPENED_BY_CLOCK, Tag.CASE_MESSAGE, Tag.CASE_WITHDRAWN,
    Tag.CASE_SUSPENDED, Tag.CASE_RESUMED, Tag.CASE_CLOSED, Tag.CASE_ERASED, Tag.CASE_RECEIPT_CORRECTED,
    Tag.TASK_COMPLETED,
    Tag.DEADLINE_STARTED, Tag.DEADLINE_PAUSED, Tag.DEADLINE_RESUMED, Tag.DEADLINE_EXTENDED, Tag.DEADLINE_MOVED,
    Tag.DEADLINE_MET, Tag.DEADLINE_BREACHED, Tag.DOCUMENT_ISSUED, Tag.DOCUMENT_SERVED, Tag.DOCUMENT_CONFIRMED,
    Tag.DOCUMENT_REPLACED, Tag.DOCUMENT_WITHDRAWN, Tag.REGISTER_ANNOTATED, Tag.REGISTER_ANNOTATION_LIFTED,
    Tag.REGISTER_AMENDED, Tag.REGISTER_ENDED, Tag.REGISTER_ENTERED, Tag.QUERY_CODE_ISSUED,
})
ERASED = "（已按期删除）"
HOUSE_READERS = frozenset({"auditadmin", "auditor"})  # who acts on the house does not watch itself


@dataclass(frozen=True)
class TrailView:
    """Contract: *A trail row*. `prev` and `hash` are hexadecimal; to a subject the organ stands for its people."""

    n: int
    at: datetime
    what: str
    actor: str
    as_: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    prev: str | None
    hash: str


def case_trail(session: Session, actor: Actor, number: str, *, cursor: str | None = None,
               size: int = SIZE) -> Page[TrailView]:
    """The rows of a case in order. Raises NotFound for a case that may not be known."""
    seen = see_case(session, actor, number)
    query = sa.select(TrailRow).where(TrailRow.stream == seen.case.id)
    if seen.subject_side:
        query = query.where(TrailRow.what.in_(sorted(FOR_SUBJECT)))
    return _page(session, query, seen, cursor, size)


def house_trail(session: Session, actor: Actor, *, cursor: str | None = None, size: int = SIZE) -> Page[TrailView]:
    """The rows of what belongs to no case: people, posts, sign-ins, releases, calendar. For who audits."""
    if not actor.roles & HOUSE_READERS and actor.kind != "operator":
        raise NotAllowed("系统留痕由审计管理员和监督审计查看。")
    return _page(session, sa.select(TrailRow).where(TrailRow.stream == HOUSE), None, cursor, size)


def _page(session: Session, query: sa.Select[TrailRow], seen: Seen | None, cursor: str | None,
          size: int) -> Page[TrailView]:
    values = decode(cursor, 1)
    after = read_int(values[0]) if values else 0
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    rows = list(session.scalars(query.where(TrailRow.n > after).order_by(TrailRow.n).limit(size + 1)))
    following = encode([rows[size - 1].n]) if len(rows) > size else None
    shown = rows[:size]
    names = _Names(session, shown, seen)
    previous, said = _hashes_before(session, shown), _said(session, shown)
    return Page(tuple(_view(row, names, previous, said) for row in shown), Total(total), following)


def _said(session: Session, rows: list[TrailRow]) -> dict[int, str]:
    """What people wrote into these rows, by number."""
    spoken = [row for row in rows if SPOKEN in (row.after or {})]
    query = sa.select(Said.n, Said.words).where(Said.stream == spoken[0].stream if spoken else sa.false(),
                                                Said.n.in_([row.n for row in spoken]))
    return dict(session.execute(query).all()) if spoken else {}


def _hashes_before(session: Session, rows: list[TrailRow]) -> dict[int, bytes]:
    """The hash of each row's predecessor, by its number."""
    if not rows:
        return {}
    wanted = [row.n - 1 for row in rows]
    query = sa.select(TrailRow.n, TrailRow.hash).where(TrailRow.stream == rows[0].stream, TrailRow.n.in_(wanted))
    return dict(session.execute(query).all())


class _Names:
    """Words for actors and posts, read once for a page of rows."""

    def __init__(self, session: Session, rows: list[TrailRow], seen: Seen | None) -> None:
        self.seen = seen
        people = {int(row.actor[7:]) for row in rows if row.actor.startswith("person:")}
        people |= {int((row.after or {}).get("for") or 0) for row in rows}
        posts = {row.post for row in rows if row.post}
        named = sa.select(Person.id, Person.name).where(Person.id.in_(people))
        self.people = dict(session.execute(named).all())
        held = (sa.select(Post.id, Post.role, Organisation.name).where(Post.id.in_(posts))
                .outerjoin(Organisation, Organisation.id == Post.organisation_id))
        self.posts: dict[int, tuple[str, str | None]] = {i: (role, organ) for i, role, organ in session.execute(held)}

    def actor(self, row: TrailRow) -> str:
        if not row.actor.startswith("person:"):
            return row.actor
        person_id = int(row.actor[7:])
        if self.seen is None or not self.seen.subject_side or person_id == self.seen.actor.person_id:
            name = self.people.get(person_id, row.actor)
            absent = self.people.get(int((row.after or {}).get("for") or 0))
            return f"{name}（代{absent}）" if absent else name
        _, organ = self.posts.get(row.post or 0, ("", None))
        return organ or "承办单位"

    def post(self, row: TrailRow) -> str | None:
        if row.post is None or (self.seen is not None and self.seen.subject_side):
            return None
        role, organ = self.posts.get(row.post, ("", None))
        return f"{role}@{organ}" if organ else role or None


def _view(row: TrailRow, names: _Names, previous: dict[int, bytes], said: dict[int, str]) -> TrailView:
    before, after = previous.get(row.n - 1), row.after
    if after and SPOKEN in after:
        after = {**after, SPOKEN: said.get(row.n, ERASED)}
    return TrailView(n=row.n, at=row.at, what=row.what, actor=names.actor(row), as_=names.post(row), before=row.before,
                     after=after, prev=before.hex() if before else None, hash=row.hash.hex())
