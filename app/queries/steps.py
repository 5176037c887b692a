"""Where cases of a procedure stand: how many wait at each step, for how long, how many of them are late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.clock import today
from app.domain.actor import Actor
from app.domain.calendar import Calendar
from app.domain.moments import at as midnight
from app.models import Task
from app.queries.statistics import RUNNING, Scope, must_oversee
from app.queries.whose_tasks import IS_OPEN
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


@dataclass(frozen=True)
class _Wait:
    opened: date
    count: int
    late: int
    today: int


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


def _waiting(session: Session, scope: Scope) -> dict[str, list[_Wait]]:
    """By step and day of opening, so that few rows come back whatever waits. Days are those of UTC: they differ from
    Shanghai's before eight in the morning alone, which no median of working days notices."""
    now, tomorrow = clock.now(), midnight(today() + timedelta(days=1))
    day = sa.func.date(Task.opened_at, type_=sa.String)
    late, soon = Task.due_at <= now, sa.and_(Task.due_at > now, Task.due_at <= tomorrow)
    sums = (sa.func.sum(sa.case((one, 1), else_=0)) for one in (late, soon))
    query = (sa.select(Task.node, day, sa.func.count(), *sums)
             .join(RUNNING, RUNNING.c.id == Task.case_id)
             .where(IS_OPEN, RUNNING.c.procedure == scope.procedure))
    if scope.organisation:
        query = query.where(Task.organisation_id == scope.organisation)
    found: dict[str, list[_Wait]] = {}
    for node, opened, *counted in session.execute(query.group_by(Task.node, day)):
        found.setdefault(node, []).append(_Wait(date.fromisoformat(str(opened)), *(int(n) for n in counted)))
    return found


def _step(node: str, title: str, lane: str, waiting: list[_Wait], calendar: Calendar) -> StepCount:
    spent = [(calendar.workdays_between(one.opened, today()), one.count) for one in waiting]
    return StepCount(node, title, lane, sum(one.count for one in waiting), sum(one.late for one in waiting),
                     sum(one.today for one in waiting), median_of(spent))


def median_of(counted: list[tuple[int, int]]) -> float | None:
    """The median of values that come with how often they stand: (days, how many)."""
    total, values = sum(n for _, n in counted), sorted(counted)
    if not total:
        return None
    return (_nth(values, (total - 1) // 2) + _nth(values, total // 2)) / 2


def _nth(values: list[tuple[int, int]], n: int) -> int:
    for value, count in values:
        n -= count
        if n < 0:
            return value
    raise IndexError(n)
