"""What failed and waits for a person or a retry: number, node and error, never contents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Case, Incident


@dataclass(frozen=True)
class IncidentRow:
    id: int
    case: str | None
    work: str
    ref: int
    node: str
    error: str
    tries: int
    parked: bool
    first_at: datetime
    last_at: datetime


def open_incidents(session: Session, limit: int = 200) -> list[IncidentRow]:
    query = (sa.select(Incident, Case.number).outerjoin(Case, Case.id == Incident.case_id)
             .where(Incident.resolved_at.is_(None)).order_by(Incident.last_at.desc()).limit(limit))
    return [IncidentRow(i.id, number, i.work, i.ref, i.node, i.error, i.tries, i.parked, i.first_at, i.last_at)
            for i, number in session.execute(query)]
