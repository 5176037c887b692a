"""What is due: ids only, so that no case is loaded because time passes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Deadline, Incident, Outbox


@dataclass(frozen=True)
class DueAt:
    """A limit and its next moment: a place in the order of the sweep, which is the order of the index."""

    at: datetime
    id: int


def due_deadlines(session: Session, now: datetime, *, after: DueAt | None = None, limit: int = 500) -> list[DueAt]:
    """Limits whose next moment has come, the oldest first, behind `after`, without those set aside."""
    aside = sa.select(Incident.ref).where(
        Incident.work == "deadline", Incident.resolved_at.is_(None),
        sa.or_(Incident.parked, Incident.next_at > now))
    query = (sa.select(Deadline.next_at, Deadline.id).where(Deadline.next_at <= now, Deadline.id.not_in(aside))
             .order_by(Deadline.next_at, Deadline.id).limit(limit))
    if after is not None:
        later = sa.and_(Deadline.next_at == after.at, Deadline.id > after.id)
        query = query.where(Deadline.next_at >= after.at, sa.or_(Deadline.next_at > after.at, later))
    return [DueAt(at, found) for at, found in session.execute(query) if at is not None]


def due_outbox(session: Session, now: datetime, limit: int = 100) -> list[int]:
    query = sa.select(Outbox.id).where(Outbox.next_at <= now).order_by(Outbox.next_at, Outbox.id).limit(limit)
    return list(session.scalars(query))


def open_incidents(session: Session, work: str) -> frozenset[int]:
    """What of this work failed before and is not yet resolved."""
    query = sa.select(Incident.ref).where(Incident.work == work, Incident.resolved_at.is_(None))
    return frozenset(session.scalars(query))
