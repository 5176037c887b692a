"""Releases of procedures: which are published, when, by whom, and what changed from one to the next, file by file."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.errors import Invalid, NotAllowed, NotFound
from app.models import Case, Person, Release
from app.procedures import Library, Unreadable, freeze
from app.services.access import ADMINISTRATORS
from app.services.house import house

MOST_LINES = 400
Change = Literal["new", "gone", "changed"]


@dataclass(frozen=True)
class ReleaseView:
    """`cases`: how many still run on it."""

    id: int
    slug: str
    title: str
    n: int
    hash: str
    current: bool
    published_at: datetime
    published_by: str | None
    cases: int


@dataclass(frozen=True)
class FileChange:
    """One file: what became of it, and the lines (` `, `+`, `-` in front) where it is text."""

    name: str
    change: Change
    lines: tuple[str, ...]
    added: int
    removed: int


@dataclass(frozen=True)
class Folder:
    """A procedure as its folder stands: `changed` against the current release, `new` where none is published."""

    slug: str
    title: str
    hash: str
    published: bool
    changes: tuple[FileChange, ...]


def must_administer(actor: Actor) -> None:
    """Raises NotAllowed to anybody but administrators (and the operator)."""
    if not actor.roles & ADMINISTRATORS and actor.kind != "operator":
        raise NotAllowed("系统页面只对管理员开放。")


def current_drawing(session: Session, slug: str) -> bytes:
    """The BPMN of the release that new cases take."""
    running = house().current(session, slug)
    if running is None:
        raise NotFound()
    return running.procedure.drawings["process.bpmn"]


def list_releases(session: Session, actor: Actor) -> tuple[ReleaseView, ...]:
    """By procedure, the newest first."""
    must_administer(actor)
    running = (sa.select(Case.release_id, sa.func.count().label("cases")).where(Case.status != "closed")
               .group_by(Case.release_id).subquery())
    query = (sa.select(Release, Person.name, running.c.cases).outerjoin(Person, Person.id == Release.published_by)
             .outerjoin(running, running.c.release_id == Release.id).order_by(Release.slug, Release.n.desc()))
    return tuple(ReleaseView(r.id, r.slug, house().release(session, r.id).procedure.title, r.n, r.hash, r.current,
                             r.published_at, name, cases or 0) for r, name, cases in session.execute(query))


def changes_of(session: Session, actor: Actor, release_id: int) -> tuple[ReleaseView, tuple[FileChange, ...]]:
    """A release against the one before it. Raises NotFound."""
    found = list_releases(session, actor)
    here = next((one for one in found if one.id == release_id), None)
    if here is None:
        raise NotFound()
    before = next((one for one in found if one.slug == here.slug and one.n == here.n - 1), None)
    return here, compared(files_of(session, before.id if before else None), files_of(session, here.id))


def folders(session: Session, actor: Actor) -> tuple[Folder, ...]:
    """What publishing would publish now: each folder against its current release. Raises Invalid for broken ones."""
    must_administer(actor)
    try:
        library = Library.read(house().settings.procedures_path.parent)
    except Unreadable as wrong:
        raise Invalid({"": [str(finding) for finding in wrong.findings]}) from wrong
    return tuple(_folder(session, library, slug) for slug in sorted(library.procedures))


def _folder(session: Session, library: Library, slug: str) -> Folder:
    frozen, running = freeze(library, slug), house().current(session, slug)
    same = running is not None and running.hash == frozen.hash
    before = dict(running.release.files) if running else {}
    changes = () if same else compared(before, dict(frozen.files))
    return Folder(slug, frozen.procedure.title, frozen.hash, running is not None, changes)


def files_of(session: Session, release_id: int | None) -> dict[str, bytes]:
    return dict(house().release(session, release_id).release.files) if release_id else {}


def compared(before: dict[str, bytes], after: dict[str, bytes]) -> tuple[FileChange, ...]:
    return tuple(_compared(before, after))


def _compared(before: dict[str, bytes], after: dict[str, bytes]) -> Iterable[FileChange]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        lines = _lines(old or b"", new or b"")
        added, removed = (sum(line.startswith(sign) for line in lines) for sign in "+-")
        change: Change = "new" if old is None else "gone" if new is None else "changed"
        yield FileChange(name, change, lines[:MOST_LINES], added, removed)


def _lines(old: bytes, new: bytes) -> tuple[str, ...]:
    """The changed lines with a little around them."""
    before, after = (part.decode("utf-8", "replace").splitlines() for part in (old, new))
    found = difflib.unified_diff(before, after, lineterm="", n=2)
    return tuple(line for line in found if not line.startswith(("---", "+++")))
