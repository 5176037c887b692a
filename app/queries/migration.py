"""Which running cases could move to a release, and what stands in the way of the others."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from app.models import Case
from app.services.house import house
from app.services.migrate_case import obstacle, release_named


@dataclass(frozen=True)
class Movable:
    """`obstacle` is empty where the case can move."""

    id: int
    number: str
    obstacle: str


@dataclass(frozen=True)
class Preview:
    release_id: int
    slug: str
    n: int
    hash: str
    cases: tuple[Movable, ...]


def preview(session: Session, to: str) -> Preview:
    """Every open case of the procedure that is on another release. Raises Invalid for an unknown release."""
    row = release_named(session, to)
    target = house().release(session, row.id)
    query = (sa.select(Case).where(Case.procedure == row.slug, Case.status != "closed", Case.release_id != row.id)
             .options(undefer(Case.snapshot)).order_by(Case.id))
    cases = tuple(Movable(c.id, c.number, obstacle(session, house(), c, target)) for c in session.scalars(query))
    return Preview(row.id, row.slug, row.n, row.hash, cases)
