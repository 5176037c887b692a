"""The supervisor's figures: what waits, is late or soon late, by procedure, organisation, role and person; how long
things took. Counted in SQL by groups, so that a hundred thousand tasks cost a look and not a load."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.clock import today
from app.domain.actor import Actor
from app.domain.calendar import Calendar
from app.domain.moments import at as midnight
from app.errors import NotAllowed
from app.models import Case, Deadline, Organisation, Person, Task
from app.procedures.model import Limit, Procedure
from app.queries.cases import current_slugs
from app.queries.whose_tasks import IS_OPEN
from app.services import access
from app.services.calendars import load_calendar
from app.services.house import house

Rows = sa.Select[*tuple[Any, ...]]
By = Literal["procedure", "organisation", "role", "person"]
WEEKS = 12
LONGEST = 20  # working days told one by one; more is one bar
MOST_READ = 20_000  # rows read for a median or a chart
# Read from an index once: SQLite would look up the wide row of each case.
RUNNING = (sa.select(Case.id, Case.procedure).where(Case.status != sa.literal_column("'closed'"))
           .cte("running").prefix_with("MATERIALIZED"))
INTERNAL = "默认"  # a limit of our own, not of the law


@dataclass(frozen=True)
class Scope:
    """What the board is narrowed to."""

    procedure: str | None = None
    organisation: int | None = None


@dataclass(frozen=True)
class Counts:
    """Of open work, in cases. `today` and `week` are not yet late; `unclaimed` of today's."""

    open: int
    late: int
    today: int
    week: int
    unclaimed: int = 0


NOTHING = Counts(0, 0, 0, 0)


@dataclass(frozen=True)
class Group:
    """A line of the breakdown; `key` is what a list is asked with."""

    key: str
    title: str
    counts: Counts
    paused: int | None = None
    median_days: float | None = None
    on_time: float | None = None


@dataclass(frozen=True)
class Week:
    """Cases closed from Monday on, and how many of them had passed a statutory day."""

    monday: date
    closed: int
    late: int


@dataclass(frozen=True)
class Took:
    """How many working days the main limit of a procedure took this year: days -> cases, the last bar for more."""

    procedure: str
    title: str
    limit: str
    length: int
    longest: int | None
    days: Mapping[int, int]
    median_days: float | None

    @property
    def total(self) -> int:
        return sum(self.days.values())


@dataclass(frozen=True)
class Board:
    at: datetime
    week_ends: date
    counts: Counts
    paused: int
    oldest: date | None
    weeks: tuple[Week, ...]
    groups: tuple[Group, ...]


def must_oversee(actor: Actor) -> None:
    """Raises NotAllowed to anybody but those who oversee (and the operator)."""
    if not actor.roles & set(access.OVERSEERS) and actor.kind != "operator":
        raise NotAllowed("督办页面只对督办和监督人员开放。")


def board(session: Session, actor: Actor, scope: Scope | None = None, by: By = "procedure") -> Board:
    """The figures as of now. Raises NotAllowed."""
    must_oversee(actor)
    scope, now = scope or Scope(), clock.now()
    oldest = session.scalar(_open(scope, sa.func.min(Task.due_at)).where(Task.due_at <= now))
    paused = sum(_paused(session, scope).values())
    groups = breakdown(session, scope, by)
    whole = [group.counts for group in groups] if by == "procedure" else [*_tally(session, scope).values()]
    return Board(now, week_ends(), added(whole), paused, today(oldest - timedelta(seconds=1)) if oldest else None,
                 weeks(session, scope), groups)


def added(counts: Iterable[Counts]) -> Counts:
    """Of groups that share no case."""
    return Counts(*map(sum, zip(*(astuple(one) for one in [NOTHING, *counts]), strict=True)))


def week_ends() -> date:
    """The Sunday of this week; seen from a weekend, of the week that comes."""
    return today() + timedelta(days=6 - today().weekday() + (7 if today().weekday() > 4 else 0))


def _flags() -> tuple[Any, ...]:
    """Of a task, as 1 or 0: late, due today, due by Sunday, due today and in nobody's hands."""
    now, tomorrow = clock.now(), midnight(today() + timedelta(days=1))
    ahead, monday = Task.due_at > now, midnight(week_ends() + timedelta(days=1))
    soon = sa.and_(ahead, Task.due_at <= tomorrow)
    conditions = (Task.due_at <= now, soon, sa.and_(ahead, Task.due_at <= monday),
                  sa.and_(soon, Task.assignee_id.is_(None)))
    return tuple(sa.func.max(sa.case((one, 1), else_=0)).label(f"flag{n}") for n, one in enumerate(conditions))


def _open(scope: Scope, *columns: Any) -> Rows:
    """Open tasks that people of organs do, narrowed."""
    query = sa.select(*columns).select_from(Task).where(IS_OPEN, Task.organisation_id.is_not(None))
    if scope.procedure or any(one is RUNNING.c.procedure for one in columns):
        query = query.join(RUNNING, RUNNING.c.id == Task.case_id)
    if scope.procedure:
        query = query.where(RUNNING.c.procedure == scope.procedure)
    return query.where(Task.organisation_id == scope.organisation) if scope.organisation else query


def _tally(session: Session, scope: Scope, *keys: Any) -> dict[tuple[Any, ...], Counts]:
    """Counts by these columns. Tasks are first drawn together by case, so that each case counts once in a group."""
    cases = _open(scope, *keys, *_flags()).group_by(*keys, Task.case_id).subquery()
    groups = list(cases.c)[: len(keys)]
    sums = [sa.func.coalesce(sa.func.sum(cases.c[f"flag{n}"]), 0) for n in range(4)]
    query = sa.select(*groups, sa.func.count(), *sums).select_from(cases).group_by(*groups)
    return {tuple(row[: len(keys)]): Counts(*row[len(keys):]) for row in session.execute(query)}


def breakdown(session: Session, scope: Scope, by: By) -> tuple[Group, ...]:
    """The late first, then the most."""
    made = {"procedure": _by_procedure, "organisation": _by_organisation, "role": _by_role, "person": _by_person}[by]
    return tuple(sorted(made(session, scope), key=lambda g: (-g.counts.late, -g.counts.week, -g.counts.open, g.title)))


def _by_procedure(session: Session, scope: Scope) -> list[Group]:
    found = {slug: counts for (slug,), counts in _tally(session, scope, RUNNING.c.procedure).items()}
    paused, took, kept = _paused(session, scope), _durations(session, scope), _kept(session, scope)
    slugs = [slug for slug in current_slugs(session) if scope.procedure in (None, slug)]
    return [Group(slug, titles(session).get(slug, slug), found.get(slug, NOTHING), paused.get(slug, 0),
                  took.get(slug), kept.get(slug)) for slug in dict.fromkeys([*slugs, *found])]


def _by_organisation(session: Session, scope: Scope) -> list[Group]:
    names = _organisations(session)
    return [Group(str(organ), names[organ], counts)
            for (organ,), counts in _tally(session, scope, Task.organisation_id).items()]


def _by_role(session: Session, scope: Scope) -> list[Group]:
    return [Group(role, role, counts) for (role,), counts in _tally(session, scope, Task.role).items()]


def _by_person(session: Session, scope: Scope) -> list[Group]:
    """Who holds what: the workload; what nobody has claimed stands by its organ."""
    found, organs = _tally(session, scope, Task.assignee_id, Task.organisation_id), _organisations(session)
    query = sa.select(Person.id, Person.login, Person.name).where(Person.id.in_({person for person, _ in found}))
    people = {row[0]: (row[1], row[2]) for row in session.execute(query)}
    nobody = ("", "没有人签收")
    return [Group(people.get(person, nobody)[0], f"{people.get(person, nobody)[1]}，{organs[organ]}", counts)
            for (person, organ), counts in found.items()]


def _organisations(session: Session) -> dict[int, str]:
    return {row[0]: row[1] for row in session.execute(sa.select(Organisation.id, Organisation.name))}


def titles(session: Session) -> dict[str, str]:
    return {running.procedure.slug: running.procedure.title for running in house().published(session)}


def _paused(session: Session, scope: Scope) -> dict[str, int]:
    """Cases with a clock that stands still by law, by procedure."""
    query = (sa.select(Case.procedure, sa.func.count(sa.distinct(Deadline.case_id)))
             .join(Case, Case.id == Deadline.case_id)
             .where(Deadline.open, Deadline.state == sa.literal_column("'paused'")))
    rows = session.execute(_narrowed(query, scope).group_by(Case.procedure))
    return {row[0]: row[1] for row in rows}


def _narrowed(query: Rows, scope: Scope) -> Rows:
    """Over cases: those of a procedure, those that an organ accepted."""
    if scope.procedure:
        query = query.where(Case.procedure == scope.procedure)
    return query.where(Case.organisation_id == scope.organisation) if scope.organisation else query


def _ended(scope: Scope, *columns: Any) -> Rows:
    """Statutory clocks that ended this year with the act they were for."""
    new_year = midnight(date(today().year, 1, 1))
    query = (sa.select(*columns).select_from(Deadline).join(Case, Case.id == Deadline.case_id)
             .where(~Deadline.open, Deadline.state.in_(("met", "breached")), Deadline.status != INTERNAL,
                    Deadline.ended_at >= new_year))
    return _narrowed(query, scope)


def _kept(session: Session, scope: Scope) -> dict[str, float]:
    """The part of statutory clocks that ended in time, by procedure."""
    met = sa.func.sum(sa.case((Deadline.state == "met", 1), else_=0))
    query = _ended(scope, Case.procedure, met, sa.func.count()).group_by(Case.procedure)
    return {slug: int(good) / total for slug, good, total in session.execute(query)}


def _durations(session: Session, scope: Scope) -> dict[str, float]:
    calendar = load_calendar(session)
    found: dict[str, list[int]] = {}
    query = _ended(scope, Case.procedure, Deadline.start_on, Deadline.ended_at)
    for slug, start, end in session.execute(query.order_by(Deadline.id.desc()).limit(MOST_READ)):
        found.setdefault(slug, []).append(calendar.workdays_between(start, today(end)))
    return {slug: float(median(days)) for slug, days in found.items()}


def weeks(session: Session, scope: Scope) -> tuple[Week, ...]:
    """The last twelve weeks, the running one last."""
    monday = today() - timedelta(days=today().weekday())
    mondays = [monday - timedelta(weeks=WEEKS - 1 - n) for n in range(WEEKS)]
    late = sa.select(Deadline.id).where(Deadline.case_id == Case.id, Deadline.state == "breached",
                                        Deadline.status != INTERNAL).exists()
    query = _narrowed(sa.select(Case.closed_at, late).where(Case.closed_at >= midnight(mondays[0])), scope)
    tally = {day: [0, 0] for day in mondays}
    for closed_at, was_late in session.execute(query.order_by(Case.closed_at.desc()).limit(MOST_READ)):
        day = today(closed_at)
        bucket = tally.get(day - timedelta(days=day.weekday()))
        if bucket is not None:
            bucket[0] += 1
            bucket[1] += bool(was_late)
    return tuple(Week(day, *counted) for day, counted in tally.items())


def took(session: Session, actor: Actor, slug: str, scope: Scope | None = None) -> Took | None:
    """How long the statutory limit of a procedure took this year; None for one without such a limit."""
    must_oversee(actor)
    running = house().current(session, slug)
    if running is None:
        return None
    narrowed = Scope(slug, scope.organisation if scope else None)
    limit = _main_limit(session, running.procedure, narrowed)
    if limit is None:
        return None
    calendar, days = load_calendar(session), dict.fromkeys(range(1, LONGEST + 2), 0)
    query = _ended(narrowed, Deadline.start_on, Deadline.ended_at)
    every = [_spent(calendar, *row) for row in session.execute(query.where(Deadline.key == limit.key).limit(MOST_READ))]
    for one in every:
        days[min(max(1, one), LONGEST + 1)] += 1
    longest = limit.extension.to if limit.extension and limit.unit == "workdays" else None
    return Took(slug, running.procedure.title, limit.title, limit.length, longest, days,
                float(median(every)) if every else None)


def _main_limit(session: Session, procedure: Procedure, scope: Scope) -> Limit | None:
    """Of the limits laid down by law the one that ran most often this year."""
    query = _ended(scope, Deadline.key, sa.func.count()).group_by(Deadline.key)
    ran = {row[0]: row[1] for row in session.execute(query)}
    lawful = [one for one in procedure.limits.values() if one.status != INTERNAL]
    return max(lawful, key=lambda one: (ran.get(one.key, 0), one.status == "法定"), default=None)


def _spent(calendar: Calendar, start: date, end: datetime) -> int:
    return calendar.workdays_between(start, today(end))
