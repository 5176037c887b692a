"""Where cases of a procedure stand: how many wait at each step, for how long, how many of them are late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.clock import today
from app.domain.actor import Actor
from app.domain.calendar import Calendar
from app.domain.moments import at as midnight
from app.models import Case, Task
from app.queries.statistics import MOST_READ, Scope, must_oversee
from app.services.calendars import load_calendar
from app.services.house import house


@dataclass(frozen=True)
class StepCount:
    """A step of the drawing with what waits there; days are working days."""

    id: str
    title: str
    lane: str
    count: int
    late: int
    today: int
    median_days: float | None


def step_counts(session: Session, actor: Actor, slug: str, organisation: int | None = None) -> tuple[StepCount, ...]:
    """Every step that people do, in the order of the drawing. Raises NotAllowed."""
    must_oversee(actor)
    running = house().current(session, slug)
    if running is None:
        return ()
    waiting = _waiting(session, Scope(slug, organisation))
    p = running.procedure
    work = [n for n in p.nodes.values() if n.kind == "userTask"]
    shown = [n for n in work if n.file.endswith("process.bpmn") or n.id in waiting]
    return tuple(_step(n.id, n.title, p.lanes[n.lane].title if n.lane in p.lanes else "", waiting.get(n.id, []),
                       load_calendar(session)) for n in shown)


def _waiting(session: Session, scope: Scope) -> dict[str, list[tuple[datetime, datetime | None]]]:
    query = (sa.select(Task.node, Task.opened_at, Task.due_at).join(Case, Case.id == Task.case_id)
             .where(Task.state == "open", Case.procedure == scope.procedure))
    if scope.organisation:
        query = query.where(Task.organisation_id == scope.organisation)
    found: dict[str, list[tuple[datetime, datetime | None]]] = {}
    for node, opened_at, due_at in session.execute(query.order_by(Task.id.desc()).limit(5 * MOST_READ)):
        found.setdefault(node, []).append((opened_at, due_at))
    return found


def _step(node: str, title: str, lane: str, waiting: list[tuple[datetime, datetime | None]],
          calendar: Calendar) -> StepCount:
    now, tomorrow = clock.now(), midnight(today() + timedelta(days=1))
    late = sum(due is not None and due <= now for _, due in waiting)
    soon = sum(due is not None and now < due <= tomorrow for _, due in waiting)
    days = {day: calendar.workdays_between(day, today()) for day in {today(opened) for opened, _ in waiting}}
    spent = [days[today(opened)] for opened, _ in waiting]
    return StepCount(node, title, lane, len(waiting), late, soon, float(median(spent)) if spent else None)
