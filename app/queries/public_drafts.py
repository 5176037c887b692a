"""Drafts open for comment and what was said to them, as anybody may read it: names masked, contact never."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.clock import today
from app.errors import NotFound
from app.models import Case, Deadline, Entry, Organisation, PublicDraft
from app.queries.paging import SIZE, Page, by_offset, newest_first
from app.queries.shelf import registers
from app.services.house import house
from app.services.operations.editions import part_title
from app.services.public_drafts import COMMENTS

SHOWN = Entry.data["publication"].as_string() == "published"


@dataclass(frozen=True)
class DraftItem:
    """`open`: comments are taken now, until the end of `last_day`. `items` and `comments` are counts."""

    id: str
    title: str
    register: str
    list: str  # what the list is called
    organ: str | None
    opened_on: date
    last_day: date
    open: bool
    items: int
    comments: int


@dataclass(frozen=True)
class DraftLine:
    """One item; `change` (new, changed, kept, ended) against the list in force, `before` what changed fields said."""

    n: int
    change: str
    code: str
    title: str
    fields: Mapping[str, Any]
    before: Mapping[str, Any]


@dataclass(frozen=True)
class DraftView(DraftItem):
    """`usual` is the length that the parameter lays down; a shorter one has its `reason`."""

    explanation: str
    how: str
    days: int
    usual: int
    unit: str
    reason: str
    article: str
    lines: tuple[DraftLine, ...]


@dataclass(frozen=True)
class CommentView:
    """A comment that a person released, and what became of it."""

    about: str
    text: str
    who: str
    received_on: date
    outcome: str | None
    reason: str | None


@dataclass(frozen=True)
class ReceiptView:
    """What the receipt number leads to. `state`: waiting, published (shown to everybody) or withheld."""

    number: str
    draft: str
    title: str
    about: str
    text: str
    received_on: date
    state: str
    outcome: str | None
    reason: str | None
    answered_on: date | None


def list_drafts(session: Session, now: datetime, *, state: str | None = None, cursor: str | None = None,
                size: int = SIZE) -> Page[DraftItem]:
    """Open ones, closed ones or all, the newest first."""
    query = (sa.select(PublicDraft, PublicDraft.opened_at, PublicDraft.id)
             .options(joinedload(PublicDraft.deadline), joinedload(PublicDraft.case).joinedload(Case.organisation)))
    if state is not None:
        query = query.join(PublicDraft.deadline).where(_open(now) if state == "open" else ~_open(now))
    page = newest_first(session, query, PublicDraft.opened_at, PublicDraft.id, cursor, size, lambda row: row[0])
    counts = comment_counts(session, [draft.key for draft in page.items])
    return Page(tuple(DraftItem(**_facts(draft, now, counts)) for draft in page.items), page.total, page.next)


def _open(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(PublicDraft.closed_at.is_(None), Deadline.open, Deadline.due_at > now)


def comment_counts(session: Session, keys: list[str]) -> dict[str, int]:
    query = (sa.select(Entry.part_of, sa.func.count()).where(Entry.part_of.in_(keys), Entry.register == COMMENTS)
             .group_by(Entry.part_of))
    return {str(key): n for key, n in session.execute(query)} if keys else {}


def makes_drafts(session: Session) -> bool:
    """Whether any procedure of this house shows drafts to the public."""
    return any(node.operation == "draft.open" for running in house().published(session)
               for node in running.procedure.nodes.values())


def find_draft(session: Session, key: str, now: datetime) -> DraftView:
    """One draft, item by item. Raises NotFound."""
    draft = _draft(session, key)
    lines = tuple(DraftLine(n, line["change"], line["code"], line["title"], line["data"], line["before"])
                  for n, line in enumerate(draft.items, 1))
    limit = draft.deadline
    return DraftView(**_facts(draft, now, comment_counts(session, [key])), explanation=draft.explanation, how=draft.how,
                     days=limit.length, usual=draft.usual, unit=limit.unit, reason=draft.reason, article=limit.article,
                     lines=lines)


def _draft(session: Session, key: str) -> PublicDraft:
    draft = session.scalar(sa.select(PublicDraft).where(PublicDraft.key == key))
    if draft is None:
        raise NotFound()
    return draft


def _facts(draft: PublicDraft, now: datetime, counts: Mapping[str, int]) -> dict[str, Any]:
    register = registers().get(draft.register)
    organ: Organisation | None = draft.case.organisation
    return {"id": draft.key, "title": draft.title, "register": draft.register,
            "list": part_title(register, draft.part) if register else draft.register,
            "organ": organ.name if organ else None, "opened_on": today(draft.opened_at),
            "last_day": draft.deadline.last_day, "open": draft.takes_comments(now), "items": len(draft.items),
            "comments": counts.get(draft.key, 0)}


def list_comments(session: Session, key: str, *, cursor: str | None = None, size: int = SIZE) -> Page[CommentView]:
    """What a person has released of what was said to a draft, the newest first."""
    _draft(session, key)
    query = sa.select(Entry).where(Entry.part_of == key, Entry.register == COMMENTS, SHOWN).order_by(Entry.id.desc())
    return by_offset(session, query, cursor, size, lambda row: comment_view(row[0]))


def comment_view(entry: Entry) -> CommentView:
    said = entry.data
    return CommentView(said["about"], said["text"], said["who"], entry.dated, said.get("outcome"), said.get("reason"))


def find_receipt(session: Session, number: str) -> ReceiptView:
    """The comment that a receipt number stands for; who holds the number may read it. Raises NotFound."""
    query = (sa.select(Entry, PublicDraft.key, PublicDraft.title)
             .join(PublicDraft, PublicDraft.key == Entry.part_of)
             .where(Entry.key == number.strip().upper(), Entry.register == COMMENTS))
    row = session.execute(query).first()
    if row is None:
        raise NotFound("没有这个回执号。请核对后再查，字母不分大小写。")
    said, on = row[0].data, row[0].data.get("answered_on")
    return ReceiptView(row[0].key, row[1], row[2], said["about"], said["text"], row[0].dated, said["publication"],
                       said.get("outcome"), said.get("reason"), date.fromisoformat(on) if on else None)
