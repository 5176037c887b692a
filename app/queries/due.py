"""What is due: ids only, so that no case is loaded because time passes."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Deadline, Incident, Outbox


def due_deadlines(session: Session, now: datetime, *, after: int = 0, limit: int = 500) -> list[int]:
    """Ids of limits whose next moment has come, by id after `after`, without those set aside for later or for good."""
    aside = sa.select(Incident.ref).where(
        Incident.work == "deadline", Incident.resolved_at.is_(None),
        sa.or_(Incident.parked, Incident.next_at > now))
    query = (sa.select(Deadline.id).where(Deadline.next_at <= now, Deadline.id > after, Deadline.id.not_in(aside))
             .order_by(Deadline.id).limit(limit))
    return list(session.scalars(query))


def due_outbox(session: Session, now: datetime, limit: int = 100) -> list[int]:
    query = sa.select(Outbox.id).where(Outbox.next_at <= now).order_by(Outbox.next_at, Outbox.id).limit(limit)
    return list(session.scalars(query))


def open_incidents(session: Session, work: str) -> frozenset[int]:
    """What of this work failed before and is not yet resolved."""
    return frozenset(session.scalars(sa.select(Incident.ref).where(Incident.work == work, Incident.resolved_at.is_(None))))
