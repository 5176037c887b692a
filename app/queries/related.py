"""Cases beside a case: parent and children, what it follows, what follows it, what may still be opened on it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Case
from app.queries.seen import Seen
from app.services import access
from app.services.house import house


@dataclass(frozen=True)
class Related:
    number: str
    procedure: str
    title: str
    status: str
    stage: str


@dataclass(frozen=True)
class MayFollow:
    """A procedure that may be opened on this closed case."""

    procedure: str
    title: str


@dataclass(frozen=True)
class Relations:
    parent: Related | None
    children: tuple[Related, ...]
    follows: Related | None
    followed_by: tuple[Related, ...]


def related_to(seen: Seen) -> Relations:
    """Cases beside this one, as far as this actor may know of them (one statement)."""
    case = seen.case
    query = sa.select(Case).where(sa.or_(Case.id.in_([case.parent_id, case.follows_id]), Case.parent_id == case.id,
                                         Case.follows_id == case.id)).order_by(Case.id)
    rows = [c for c in seen.session.scalars(query) if access.may_see(seen.actor, c, frozenset())]
    made = {c.id: _relation(seen.session, c) for c in rows}
    return Relations(made.get(case.parent_id or 0), tuple(made[c.id] for c in rows if c.parent_id == case.id),
                      made.get(case.follows_id or 0), tuple(made[c.id] for c in rows if c.follows_id == case.id))


def _relation(session: Session, case: Case) -> Related:
    title = house().release(session, case.release_id).procedure.title
    return Related(case.number, case.procedure, title, case.status, case.stage)


def may_follow(seen: Seen, related: Relations) -> tuple[MayFollow, ...]:
    """What may be opened on the closed case: its procedure allows this outcome, and nobody has done so yet."""
    case, taken = seen.case, {r.procedure for r in related.followed_by}
    if case.status != "closed" or case.erased_at is not None:
        return ()
    return tuple(
        MayFollow(p.slug, p.title) for p in (r.procedure for r in house().published(seen.session))
        if any(seen.actor.roles & set(d.openers) for d in p.doors.values())
        and any(f.procedure == case.procedure and (not f.outcomes or case.outcome in f.outcomes)
                and (f.again or p.slug not in taken) for f in p.follows))
