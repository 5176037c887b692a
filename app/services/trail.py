"""Writes the trail, row by row, in the transaction of the verb. Reading and proving it are queries/trail.py."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.domain.tags import Tag
from app.evidence import chain
from app.models import HOUSE, Base, Case, Chain, Said, TrailRow
from app.services.rows import Rows

_INSERT = sa.insert(Base.metadata.tables[TrailRow.__tablename__])
_INSERT_SAID = sa.insert(Base.metadata.tables[Said.__tablename__])
Note = Mapping[str, Any] | None
HASHED = ("stream", "n", "at", "what", "actor", "post", "before", "after")


def actor_word(actor: Actor) -> str:
    return f"person:{actor.person_id}" if actor.person_id is not None else actor.kind


SPOKEN = "reason"  # what a person wrote goes beside the row, which commits to it and can outlive it


class Trail:
    """What one verb has done so far. Rows are hashed at once and inserted together by flush()."""

    def __init__(self, session: Session, rows: Rows, actor: Actor, now: datetime) -> None:
        self._session, self._tables, self._actor, self._now = session, rows, actor, now
        self._rows: list[dict[str, Any]] = []
        self._said: list[dict[str, Any]] = []
        self._house: Chain | None = None

    def act_as(self, actor: Actor) -> None:
        self._actor = actor

    def __bool__(self) -> bool:
        return bool(self._rows)

    def write(self, what: Tag, case: Case | None = None, *, before: Note = None, after: Note = None) -> None:
        """One act on a case (which must be locked and have its id), or on the house itself."""
        stream = HOUSE if case is None else case.id
        n, head = self._next(case)
        row = _row(stream, n, self._now, what, self._actor, before, self._keep(stream, n, after))
        head = chain.link(head, hashed_part(row))
        self._rows.append({**row, "hash": head})
        self._move(case, n, head)

    def _keep(self, stream: int, n: int, after: Note) -> Note:
        """What the row says: in the place of what somebody wrote, the commitment to it."""
        words = (after or {}).get(SPOKEN)
        if not words:
            return after
        salt, digest = chain.sealed(words)
        self._said.append({"stream": stream, "n": n, "words": words, "salt": salt})
        return {**(after or {}), SPOKEN: digest}

    def flush(self) -> None:
        for insert, rows in ((_INSERT, self._rows), (_INSERT_SAID, self._said)):
            if rows:
                self._tables.connection.execute(insert, rows)
                rows.clear()

    def _next(self, case: Case | None) -> tuple[int, bytes | None]:
        if case is not None:
            return (case.trail_n or 0) + 1, case.trail_head
        if self._house is None:
            self._house = self._session.get(Chain, HOUSE, with_for_update=True)
        if self._house is None:
            self._house = Chain(stream=HOUSE, n=0, head=None)
            self._session.add(self._house)
        return self._house.n + 1, self._house.head

    def _move(self, case: Case | None, n: int, head: bytes) -> None:
        if case is not None:
            self._tables.set(case, trail_n=n, trail_head=head)
        elif self._house is not None:
            self._house.n, self._house.head = n, head


def hashed_part(row: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a row that its hash covers: all of it, the moment in one fixed spelling."""
    at = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return {**{k: v for k, v in row.items() if k not in ("hash", "at")}, "at": at}


def hashed_row(row: TrailRow) -> dict[str, Any]:
    """The same of a row as it is stored."""
    return hashed_part({name: getattr(row, name) for name in HASHED})


def _row(stream: int, n: int, at: datetime, what: Tag, actor: Actor, before: Note, after: Note) -> dict[str, Any]:
    post = actor.post
    told = {**(after or {}), **_stead(actor)}
    return {"stream": stream, "n": n, "at": at, "what": str(what), "actor": actor_word(actor),
            "post": post.id if post else None, "before": before or None, "after": told or None}


def _stead(actor: Actor) -> dict[str, int | None]:
    """In whose stead it was done (代办)."""
    return {"for": actor.acting_for_id} if actor.acting_for_id else {}
