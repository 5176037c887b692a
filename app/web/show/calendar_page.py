"""The working-day calendar as a page: what is off, what is worked instead, by which notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.clock import today
from app.domain.calendar import Calendar, DayRule
from app.web.show.day_grid import ranges


@dataclass(frozen=True)
class Holiday:
    name: str
    off: str
    worked: str


@dataclass(frozen=True)
class Year:
    year: int
    announced: bool
    notices: tuple[str, ...]
    holidays: tuple[Holiday, ...]


def calendar_years(calendar: Calendar) -> tuple[Year, ...]:
    """This year, the next, and the one before."""
    return tuple(year_of(calendar, today().year + n) for n in (0, 1, -1))


def year_of(calendar: Calendar, year: int) -> Year:
    rules = sorted((rule for rule in calendar.rules if rule.day.year == year), key=lambda rule: rule.day)
    notices = tuple(dict.fromkeys(rule.notice for rule in rules if rule.notice))
    return Year(year, calendar.announced(year), notices, holidays(rules))


def holidays(rules: list[DayRule]) -> tuple[Holiday, ...]:
    """One line a holiday: its days off, and the days off worked for it."""
    by_name = sorted(rules, key=lambda rule: rule.name)
    found = [(name, list(days)) for name, days in groupby(by_name, key=lambda rule: rule.name)]
    found.sort(key=lambda pair: pair[1][0].day)
    return tuple(Holiday(name, ranges(days_of(days, "off")), ranges(days_of(days, "work"))) for name, days in found)


def days_of(rules: list[DayRule], kind: str) -> list[date]:
    return [rule.day for rule in rules if rule.kind == kind]
