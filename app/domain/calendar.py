"""Which days are working days in China, and why. Rows with their notice go in; periods are counted in deadlines.py."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from app.domain.holidays_table import FEASTS, NOTICES

DAY = timedelta(days=1)
WEEKEND = "周末"
MADE_UP = "调休上班"
WORKDAY = "工作日"
AMENDED = 2025  # 国务院令第795号: 除夕 and 2 May are days off from this year on


@dataclass(frozen=True)
class DayRule:
    """One day of a notice: off, or a weekend day declared a working day."""

    day: date
    kind: Literal["off", "work"]
    name: str
    notice: str


class Calendar:
    """Announced years follow their rows; the others are Monday to Friday less the statutory days, and provisional."""

    def __init__(self, rules: Iterable[DayRule], announced: Iterable[int], version: str) -> None:
        self._rules = {rule.day: rule for rule in rules}
        self._announced = frozenset(announced)
        self.version = version

    def announced(self, year: int) -> bool:
        """Whether the State Council's notice for the year is among the rows."""
        return year in self._announced

    @property
    def announced_years(self) -> tuple[int, ...]:
        return tuple(sorted(self._announced))

    @property
    def rules(self) -> tuple[DayRule, ...]:
        """All rows, by day."""
        return tuple(self._rules[day] for day in sorted(self._rules))

    def rule(self, day: date) -> DayRule | None:
        """The row of the notice on that day, with its number, where there is one."""
        return self._rules.get(day)

    def is_workday(self, day: date) -> bool:
        rule = self._rules.get(day)
        if rule is not None:
            return rule.kind == "work"
        return day.weekday() < 5 and (day.year in self._announced or day not in statutory_days(day.year))

    def is_statutory_holiday(self, day: date) -> bool:
        """One of the 13 days off for all (11 before 2025), not a day moved beside them."""
        return day in statutory_days(day.year)

    def why(self, day: date) -> str:
        """The name of a day off, 周末, 调休上班 or 工作日."""
        rule = self._rules.get(day)
        if rule is not None:
            return MADE_UP if rule.kind == "work" else rule.name
        if day.year not in self._announced and day in statutory_days(day.year):
            return statutory_days(day.year)[day]
        return WORKDAY if day.weekday() < 5 else WEEKEND

    def next_workday(self, day: date) -> date:
        """The first working day after the day."""
        day += DAY
        while not self.is_workday(day):
            day += DAY
        return day

    def on_or_after(self, day: date) -> date:
        """The day itself where it is a working day, else the next one (民法典203)."""
        return day if self.is_workday(day) else self.next_workday(day)

    def add_workdays(self, day: date, n: int) -> date:
        """The n-th working day after the day, or before it where n is negative; the day itself for 0."""
        step = DAY if n > 0 else -DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """How many working days lie after start up to and with end; negative when end is before start."""
        if end < start:
            return -self.workdays_between(end, start)
        return sum(self.is_workday(start + DAY * k) for k in range(1, (end - start).days + 1))

    def provisional(self, start: date, end: date) -> bool:
        """Whether a year touched by the days start..end has no notice yet."""
        return any(year not in self._announced for year in range(start.year, end.year + 1))


@lru_cache
def statutory_days(year: int) -> dict[date, str]:
    """The days off for all by 《全国年节及纪念日放假办法》; outside the table only the fixed dates."""
    days = {date(year, 1, 1): "元旦", date(year, 5, 1): "劳动节"}
    if year >= AMENDED:
        days[date(year, 5, 2)] = "劳动节"
    for feast, name in zip(FEASTS.get(year, ()), ("春节", "清明节", "端午节", "中秋节"), strict=False):
        days[feast] = name
        if name == "春节":
            days |= _spring_festival(feast)
    return days | {date(year, 10, d): "国庆节" for d in (1, 2, 3)}


def _spring_festival(first: date) -> dict[date, str]:
    """正月初一至初三, and from 2025 on 除夕 before them."""
    begin = -1 if first.year >= AMENDED else 0
    return {first + DAY * k: "春节" for k in range(begin, 3)}


@lru_cache(maxsize=1)
def built_in() -> Calendar:
    """The notices for 2024 to 2026; every other year is provisional."""
    return Calendar(built_in_rules(), NOTICES, f"内置{max(NOTICES)}")


def built_in_rules() -> tuple[DayRule, ...]:
    """The same as rows, for the table that the administrator adds to."""
    return tuple(rule for year in NOTICES for rule in _rules_of(year))


def _rules_of(year: int) -> list[DayRule]:
    notice, off, work = NOTICES[year]
    rules = [DayRule(day, "work", MADE_UP, notice) for day in work]
    for name, first, last in off:
        days = (first + DAY * k for k in range((last - first).days + 1))
        rules += [DayRule(day, "off", name, notice) for day in days]
    return rules
