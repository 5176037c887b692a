"""Which tasks will be late at the pace of now, why, and which of them a reassignment would save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app import clock
from app.clock import today
from app.domain.actor import Actor
from app.domain.calendar import Calendar
from app.domain.moments import at as midnight
from app.models import Case, Person, Post, Task
from app.queries.statistics import Scope, must_oversee, titles
from app.queries.whose_tasks import IS_DONE, IS_OPEN
from app.services.calendars import load_calendar
from app.services.limits import day_before

AHEAD = 5  # working days that a forecast looks ahead
MOST = 300
MOST_LEARNED = 5_000  # tasks done lately that a pace is learned from
HISTORY = timedelta(days=120)
LEAST = 0.5  # no step takes less than half a day


@dataclass(frozen=True)
class Rescue:
    """Somebody of the same post who would make it, with what they hold already."""

    login: str
    name: str
    holds: int
    done_on: date


@dataclass(frozen=True)
class Forecast:
    """A task that will be late at the pace of now: days it still needs, days it has, and who could save it."""

    task_id: int
    case: str
    procedure: str
    step: str
    organisation: str
    holder: str | None
    holds: int
    last_day: date
    needs: float
    left: int
    rescue: Rescue | None


Place = tuple[str, int | None]  # a post: role and organisation


@dataclass(frozen=True)
class _Pace:
    """What the forecast stands on: how long a step took lately, who holds a post, how much each holds."""

    usual: Mapping[tuple[str, str], float]
    people: Mapping[Place, list[tuple[int, str, str]]]
    load: Mapping[int, int]
    calendar: Calendar

    def share(self, place: Place) -> float:
        """How much the people of a post hold on average; at least one task."""
        people = self.people.get(place, [])
        return max(1.0, sum(self.load.get(i, 0) for i, _, _ in people) / max(1, len(people)))

    def needs(self, step: tuple[str, str], holds: int, place: Place) -> float:
        """The usual days, more for who holds more than the others of the post. Days already spent do not shorten it:
        a step that was not done in its usual time is not nearly done."""
        return max(LEAST, self.usual.get(step, 1.0) * max(1.0, holds / self.share(place)))


def forecast(session: Session, actor: Actor, scope: Scope | None = None) -> tuple[Forecast, ...]:
    """Tasks due within five working days that will not make it, the first day first. Raises NotAllowed."""
    must_oversee(actor)
    tasks = _soon(session, scope or Scope())
    pace = _pace(session, [task for task, _ in tasks])
    names = titles(session)
    found = (_forecast(task, case, pace, names) for task, case in tasks)
    return tuple(one for one in found if one is not None)


def _soon(session: Session, scope: Scope) -> list[tuple[Task, Case]]:
    calendar = load_calendar(session)
    until = midnight(calendar.add_workdays(today(), AHEAD) + timedelta(days=1))
    query = (sa.select(Task, Case).join(Case, Case.id == Task.case_id)
             .where(IS_OPEN, Task.due_at > clock.now(), Task.due_at <= until,
                    Task.organisation_id.is_not(None))
             .options(joinedload(Task.assignee), joinedload(Task.organisation)))
    if scope.procedure:
        query = query.where(Case.procedure == scope.procedure)
    if scope.organisation:
        query = query.where(Task.organisation_id == scope.organisation)
    rows = session.execute(query.order_by(Task.due_at, Task.id).limit(MOST))
    return [(task, case) for task, case in rows]


def _pace(session: Session, tasks: list[Task]) -> _Pace:
    places = {(task.role, task.organisation_id) for task in tasks}
    posts = (sa.select(Post.role, Post.organisation_id, Person.id, Person.login, Person.name)
             .join(Person, Person.id == Post.person_id)
             .where(Post.ended_at.is_(None), Person.disabled_at.is_(None), Post.role.in_({r for r, _ in places})))
    people: dict[Place, list[tuple[int, str, str]]] = {}
    for role, organ, person_id, login, name in session.execute(posts.order_by(Person.id)):
        people.setdefault((role, organ), []).append((person_id, login, name))
    held = {person[0] for found in people.values() for person in found} | {t.assignee_id for t in tasks}
    load = (sa.select(Task.assignee_id, sa.func.count()).where(IS_OPEN, Task.assignee_id.in_(held))
            .group_by(Task.assignee_id))
    loads: dict[int, int] = {int(i or 0): n for i, n in session.execute(load)}
    calendar = load_calendar(session)
    return _Pace(_usual(session, {task.node for task in tasks}, calendar), people, loads, calendar)


def _usual(session: Session, nodes: set[str], calendar: Calendar) -> dict[tuple[str, str], float]:
    """The median of working days from opening to completion, by procedure and step, of the last months."""
    query = (sa.select(Case.procedure, Task.node, Task.opened_at, Task.ended_at).join(Case, Case.id == Task.case_id)
             .where(IS_DONE, Task.node.in_(nodes), Task.ended_at >= clock.now() - HISTORY)
             .order_by(Task.ended_at.desc()).limit(MOST_LEARNED))
    found: dict[tuple[str, str], list[int]] = {}
    for slug, node, opened, ended in session.execute(query):
        found.setdefault((slug, node), []).append(calendar.workdays_between(today(opened), today(ended)))
    return {step: float(median(days)) for step, days in found.items()}


def _forecast(task: Task, case: Case, pace: _Pace, names: Mapping[str, str]) -> Forecast | None:
    place, step = (task.role, task.organisation_id), (case.procedure, task.node)
    last = day_before(task.due_at) if task.due_at else today()
    left = pace.calendar.workdays_between(today(), last)
    holds = pace.load.get(task.assignee_id or 0, 0)
    needs = pace.needs(step, holds, place)
    if needs <= left + LEAST:
        return None
    return Forecast(task.id, case.number, names.get(case.procedure, case.procedure), task.title,
                    task.organisation.name if task.organisation else "", task.assignee.name if task.assignee else None,
                    holds, last, needs, left, _rescue(task, step, place, left, pace))


def _rescue(task: Task, step: tuple[str, str], place: Place, left: int, pace: _Pace) -> Rescue | None:
    """The one of the post with the least in hand, if starting today would do."""
    others = [p for p in pace.people.get(place, []) if p[0] != task.assignee_id]
    best: Any = min(others, key=lambda p: pace.load.get(p[0], 0), default=None)
    if best is None:
        return None
    holds = pace.load.get(best[0], 0)
    needs = pace.needs(step, holds + 1, place)
    if needs > left + LEAST:
        return None
    return Rescue(best[1], best[2], holds, pace.calendar.add_workdays(today(), ceil(needs - LEAST)))
