"""The working-day calendar as a page: what is off, what is worked instead, by which notice."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from app.clock import today
from app.domain.calendar import Calendar, DayRule
from app.web.show.day_grid import ranges


@dataclass(frozen=True)
class Holiday:
    name: str
    off: str


@dataclass(frozen=True)
class Year:
    year: int
    announced: bool
    notices: tuple[str, ...]
    holidays: tuple[Holiday, ...]
    worked: str


def calendar_years(calendar: Calendar) -> tuple[Year, ...]:
    """This year, the next, and the one before."""
    return tuple(year_of(calendar, today().year + n) for n in (0, 1, -1))


def year_of(calendar: Calendar, year: int) -> Year:
    rules = sorted((rule for rule in calendar.rules if rule.day.year == year), key=lambda rule: rule.day)
    notices = tuple(dict.fromkeys(rule.notice for rule in rules if rule.notice))
    worked = ranges([rule.day for rule in rules if rule.kind == "work"])
    return Year(year, calendar.announced(year), notices, holidays(rules), worked)


def holidays(rules: list[DayRule]) -> tuple[Holiday, ...]:
    """One line a holiday, in the order of the year."""
    off = [rule for rule in rules if rule.kind == "off"]
    found = [(name, [rule.day for rule in days]) for name, days in groupby(off, key=lambda rule: rule.name)]
    return tuple(Holiday(name, ranges(days)) for name, days in found)
