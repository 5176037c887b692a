"""Editions of registers: what was published when, on what approval, and what it changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import today
from app.errors import NotFound
from app.models import Edition
from app.queries.paging import SIZE, Page, newest_first, read_day
from app.queries.shelf import registers

CHANGES = ("new", "changed", "ended", "kept")


@dataclass(frozen=True)
class EditionItem:
    """`new`, `changed`, `ended` and `kept` are counts of items."""

    id: str
    register: str
    part: str
    n: int
    title: str
    approval: str
    published_on: date
    in_force_from: date
    new: int
    changed: int
    ended: int
    kept: int


@dataclass(frozen=True)
class EditionLine:
    change: str
    code: str
    title: str
    fields: Mapping[str, Any]
    before: Mapping[str, Any]


@dataclass(frozen=True)
class EditionView(EditionItem):
    lines: tuple[EditionLine, ...]


def list_editions(session: Session, register: str, *, cursor: str | None = None,
                  size: int = SIZE) -> Page[EditionItem]:
    """Those of a public register, the newest first. Raises NotFound."""
    described = registers().get(register)
    if described is None or not described.public or described.listed is None:
        raise NotFound()
    query = sa.select(Edition, Edition.in_force_from, Edition.id).where(Edition.register == register)
    return newest_first(session, query, Edition.in_force_from, Edition.id, cursor, size,
                        lambda row: EditionItem(**_facts(row[0])), read_day)


def find_edition(session: Session, key: str) -> EditionView:
    """One with what it changed, item by item. Raises NotFound."""
    edition = session.scalar(sa.select(Edition).where(Edition.key == key))
    described = registers().get(edition.register) if edition else None
    if edition is None or described is None or not described.public:
        raise NotFound()
    lines = tuple(EditionLine(one["change"], one["code"], one["title"], one["data"], one["before"])
                  for one in edition.lines)
    return EditionView(**_facts(edition), lines=lines)


def _facts(edition: Edition) -> dict[str, Any]:
    counts = Counter(line["change"] for line in edition.lines)
    return {"id": edition.key, "register": edition.register, "part": edition.part, "n": edition.n,
            "title": edition.title, "approval": edition.approval, "published_on": today(edition.published_at),
            "in_force_from": edition.in_force_from, **{change: counts[change] for change in CHANGES}}
