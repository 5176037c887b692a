"""What every verb may need beside the tables: engine, releases, letters, files. Made once in create_app()."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session, undefer

from app.engine import Engine, Flow, parse
from app.evidence.checkpoints import Folder, Signer
from app.letters import LetterModel, Rendered, read, render
from app.models import Release as ReleaseRow
from app.procedures import Procedure, Release, thaw
from app.services.organs import Organs

if TYPE_CHECKING:
    from app.files import Store
    from config import Provider as Provider
    from config import Settings

_CURRENT = sa.select(ReleaseRow.id).where(ReleaseRow.slug == sa.bindparam("slug"), ReleaseRow.current)


@dataclass(frozen=True)
class Running:
    """A release made ready: the procedure to read and the flow to step."""

    id: int
    hash: str
    procedure: Procedure
    release: Release
    flow: Flow
    letters: Mapping[str, LetterModel]


def nobody(_session: Session, _work: str, _cases: Iterable[int]) -> None:
    """Embedded, the next round finds what there is to do."""


@dataclass
class House:
    """Kept in `app.extensions["house"]`; releases never change, so they are cached for the life of the process."""

    settings: Settings
    engine: Engine
    files: Store
    signer: Signer
    checkpoints: Folder
    render: Callable[..., Rendered] = render  # a preview puts its own in its place
    wake: Callable[[Session, str, Iterable[int]], None] = nobody  # on PostgreSQL: a job for a worker, once it commits
    organs: Organs = field(default_factory=Organs)
    recent: dict[Any, Any] = field(default_factory=dict)  # figures of the last minute: queries/recent.py
    _by_id: dict[int, Running] = field(default_factory=dict)

    def release(self, session: Session, release_id: int) -> Running:
        """A release by its row's id; parsed once in a process."""
        found = self._by_id.get(release_id)
        if found is None:
            row = session.get_one(ReleaseRow, release_id, options=[undefer(ReleaseRow.content)])
            found = self._by_id[release_id] = ready(row.id, row.content)
        return found

    def current(self, session: Session, slug: str) -> Running | None:
        """The release that new cases of a procedure take, or None where none is published."""
        release_id = session.scalar(_CURRENT, {"slug": slug})
        return None if release_id is None else self.release(session, release_id)

    def published(self, session: Session) -> tuple[Running, ...]:
        """The current release of every published procedure, by slug."""
        query = sa.select(ReleaseRow.id).where(ReleaseRow.current).order_by(ReleaseRow.slug)
        return tuple(self.release(session, i) for i in session.scalars(query))


def ready(release_id: int, content: bytes) -> Running:
    release = thaw(content)
    flow = parse(release.procedure.process, release.diagrams)
    words = release.procedure.words
    letters = {name: read(letter.source, words) for name, letter in release.procedure.letters.items()}
    return Running(release_id, release.hash, release.procedure, release, flow, letters)


def house() -> House:
    found: House = current_app.extensions["house"]
    return found
