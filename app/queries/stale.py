"""Cases whose open limits were counted by another calendar than the one in force."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Deadline
from app.services.calendars import load_calendar


def stale_cases(session: Session) -> list[int]:
    version = load_calendar(session).version
    query = sa.select(Deadline.case_id).where(Deadline.open, Deadline.calendar_version != version).distinct()
    return list(session.scalars(query.order_by(Deadline.case_id)))
