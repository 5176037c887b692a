"""Yearly procedures: whose year has come and has no case yet, and which years were missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import today
from app.models import Case, Release
from app.procedures import Procedure
from app.services.house import house


@dataclass(frozen=True)
class Year:
    """One year of a yearly procedure. `state`: due (its day has come, no case yet), missed, open or done."""

    procedure: str
    title: str
    year: int
    opens_on: date
    case: str | None
    state: str


@dataclass(frozen=True)
class Due:
    """A case that the clock opens."""

    procedure: str
    door: str
    year: int
    asks: bool  # the door's form has a field for the year


def years(session: Session, now: datetime) -> tuple[Year, ...]:
    """Of every yearly procedure each year whose day has come since it was first published, the newest first."""
    found = [year for running in house().published(session) for year in _years(session, running.procedure, today(now))]
    return tuple(sorted(found, key=lambda one: (-one.year, one.procedure)))


def due(session: Session, now: datetime) -> tuple[Due, ...]:
    """What the clock has to open: the newest year alone; one that went by unopened is told, never made up for."""
    waiting = {one.procedure: one.year for one in years(session, now) if one.state == "due"}
    published = (running.procedure for running in house().published(session))
    return tuple(_due(p, waiting[p.slug]) for p in published if p.slug in waiting)


def _due(procedure: Procedure, year: int) -> Due:
    assert procedure.cycle is not None
    form = procedure.forms[procedure.doors[procedure.cycle.door].form]
    return Due(procedure.slug, procedure.cycle.door, year, any(field.key == "year" for field in form.fields))


def _years(session: Session, procedure: Procedure, day: date) -> list[Year]:
    if procedure.cycle is None:
        return []
    first = session.scalar(sa.select(sa.func.min(Release.published_at)).where(Release.slug == procedure.slug))
    since = today(first) if first else day
    query = sa.select(Case.cycle, Case.number, Case.status).where(Case.procedure == procedure.slug,
                                                                  Case.cycle.is_not(None))
    cases = {row.cycle: row for row in session.execute(query)}
    days = {year: date.fromisoformat(f"{year}-{procedure.cycle.opens_on}") for year in range(since.year, day.year + 1)}
    come = [year for year, opens in days.items() if opens <= day and (opens >= since or year == day.year)]
    wanted = sorted({*come, *(year for year in cases if year <= day.year)})
    newest = max(come, default=None)
    return [Year(procedure.slug, procedure.title, year, date.fromisoformat(f"{year}-{procedure.cycle.opens_on}"),
                 cases[year].number if year in cases else None, _state(cases.get(year), year == newest))
            for year in wanted]


def _state(case: sa.Row[int | None, str, str] | None, newest: bool) -> str:
    if case is None:
        return "due" if newest else "missed"
    return "done" if case.status == "closed" else "open"
