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


def due_deadlines(session: Session, now: datetime, *, after: DueAt | None = None, case_id: int | None = None,
                  limit: int = 500) -> list[DueAt]:
    """Limits whose next moment has come, the oldest first, behind `after`, without those set aside; of one case."""
    aside = _aside("deadline", now)
    query = (sa.select(Deadline.next_at, Deadline.id).where(Deadline.next_at <= now, Deadline.id.not_in(aside))
             .order_by(Deadline.next_at, Deadline.id).limit(limit))
    if case_id is not None:
        query = query.where(Deadline.case_id == case_id)
    if after is not None:
        later = sa.and_(Deadline.next_at == after.at, Deadline.id > after.id)
        query = query.where(Deadline.next_at >= after.at, sa.or_(Deadline.next_at > after.at, later))
    return [DueAt(at, found) for at, found in session.execute(query) if at is not None]


def cases_due(session: Session, now: datetime) -> list[int]:
    """Cases with limits of which that is so, the oldest first."""
    due = sa.select(Deadline.case_id).where(Deadline.next_at <= now, Deadline.id.not_in(_aside("deadline", now)))
    return list(session.scalars(due.group_by(Deadline.case_id).order_by(sa.func.min(Deadline.next_at))))


def due_outbox(session: Session, now: datetime, limit: int = 100, *, case_id: int | None = None) -> list[int]:
    """What is to leave now, the oldest first; of one case, or of none where that is 0."""
    query = sa.select(Outbox.id).where(Outbox.next_at <= now).order_by(Outbox.next_at, Outbox.id).limit(limit)
    if case_id is not None:
        query = query.where(Outbox.case_id == case_id if case_id else Outbox.case_id.is_(None))
    return list(session.scalars(query))


def cases_with_mail(session: Session, now: datetime) -> list[int]:
    """Cases of which something is to leave now; 0 for what belongs to none."""
    of = sa.func.coalesce(Outbox.case_id, 0)
    return list(session.scalars(sa.select(of).where(Outbox.next_at <= now).group_by(of)
                                .order_by(sa.func.min(Outbox.next_at))))


def set_aside(session: Session, work: str, now: datetime) -> frozenset[int]:
    """What of this work failed and waits: for its next try, or for a person."""
    return frozenset(session.scalars(_aside(work, now)))


def _aside(work: str, now: datetime) -> sa.Select[int]:
    return sa.select(Incident.ref).where(Incident.work == work, Incident.resolved_at.is_(None),
                                         sa.or_(Incident.parked, Incident.next_at > now))


def open_incidents(session: Session, work: str) -> frozenset[int]:
    """What of this work failed before and is not yet resolved."""
    query = sa.select(Incident.ref).where(Incident.work == work, Incident.resolved_at.is_(None))
    return frozenset(session.scalars(query))
