"""A year of the working-day calendar as twelve small months."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date

from app.clock import today
from app.domain.calendar import MADE_UP, WEEKEND
from app.queries.working_days import YearView


@dataclass(frozen=True)
class Day:
    """`kind`: off (a holiday), rest (a weekend), work (a weekend worked), "" (a working day)."""

    day: date
    kind: str
    why: str
    now: bool


@dataclass(frozen=True)
class Month:
    number: int
    weeks: tuple[tuple[Day | None, ...], ...]
    workdays: int
    said: str


def months_of(view: YearView) -> tuple[Month, ...]:
    return tuple(month_of(view, number) for number in range(1, 13))


def month_of(view: YearView, number: int) -> Month:
    weeks = months.Calendar(firstweekday=0).monthdatescalendar(view.year, number)
    days = [[day_of(view, day) if day.month == number else None for day in week] for week in weeks]
    every = [day for week in days for day in week if day]
    workdays = sum(day.kind in ("", "work") for day in every)
    return Month(number, tuple(tuple(week) for week in days), workdays, told(every))


def day_of(view: YearView, day: date) -> Day:
    why = view.calendar.why(day)
    kind = "work" if why == MADE_UP else "rest" if why == WEEKEND else "" if view.calendar.is_workday(day) else "off"
    return Day(day, kind, why, day == today())


def told(days: list[Day]) -> str:
    """The days that are not as the week would have them, in words."""
    found: dict[str, list[int]] = {}
    for day in days:
        if day.kind in ("off", "work"):
            found.setdefault(day.why, []).append(day.day.day)
    return "；".join(f"{why} {'、'.join(str(n) for n in numbers)}日" for why, numbers in found.items())
