"""The ways of looking at the inbox that a person has kept."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.models import SavedFilter


@dataclass(frozen=True)
class KeptFilter:
    id: int
    name: str
    query: str


def saved_filters(session: Session, actor: Actor) -> tuple[KeptFilter, ...]:
    """The actor's own, in the order in which they were kept."""
    query = sa.select(SavedFilter).where(SavedFilter.person_id == actor.person_id).order_by(SavedFilter.id)
    return tuple(KeptFilter(one.id, one.name, one.query) for one in session.scalars(query))
