"""Is the house in order: database reachable, migrations up to date, clock at work; counts for operators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from app.models import Case, Counter, Deadline, Incident, Outbox, Person
from app.queries.due import due_deadlines, due_outbox
from app.queries.whose_tasks import IS_OPEN
from app.services.setup import DEMO

UNUSABLE = (OperationalError, ProgrammingError)  # what a look at the tables raises where it reaches none


def revision(session: Session) -> str | None:
    """The migration that the database stands at."""
    return MigrationContext.configure(session.connection()).get_current_revision()


@cache
def newest_revision(path: str) -> str | None:
    return ScriptDirectory(path).get_current_head()


def has_demo_people(session: Session) -> bool:
    return session.scalar(sa.select(Person.id).where(Person.demo, Person.disabled_at.is_(None)).limit(1)) is not None


def demo_half_made(session: Session) -> bool:
    """Whether a load of demo data was begun and never came to its end."""
    value = session.scalar(sa.select(Counter.value).where(Counter.name == DEMO, Counter.year == 0))
    return value == 0


def counts(session: Session) -> Mapping[str, int]:
    """What is open, late, waiting to leave and set aside: numbers alone, nothing of any case."""
    count = sa.func.count()
    asked = {
        "cases_open": sa.select(count).where(Case.status != "closed"),
        "tasks_open": sa.select(count).where(IS_OPEN),
        "deadlines_open": sa.select(count).where(Deadline.open),
        "deadlines_breached_open": sa.select(count).where(Deadline.open, Deadline.state == "breached"),
        "outbox_waiting": sa.select(count).where(Outbox.next_at.is_not(None)),
        "outbox_given_up": sa.select(count).where(Outbox.next_at.is_(None), Outbox.sent_at.is_(None)),
        "incidents_open": sa.select(count).where(Incident.resolved_at.is_(None)),
    }
    return {name: session.scalar(query) or 0 for name, query in asked.items()}


def late_work(session: Session, before: datetime) -> bool:
    """Whether something fell due before that moment and nobody has touched it since: no clock is running."""
    return bool(due_deadlines(session, before, limit=1) or due_outbox(session, before, limit=1))
