"""Counting a period to its last day, with the reasons. Which limit a matter has, and its row, is not known here.

The law, for every unit: the day of the event is not counted (民法典201); a period that would end on a day off ends on
the next working day (民法典203.1); the last day lasts until 24:00 (203.2). Months and years end on the day of the same
number, or on the month's last day where it has no such day (民法典202).
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from app.domain.calendar import DAY, Calendar
from app.domain.moments import at, day_of, end_of

Unit = Literal["workdays", "days", "months", "years"]
LONGEST: dict[Unit, int] = {"workdays": 2_500, "days": 40_000, "months": 1_200, "years": 100}
WARN_HOUR = 9

NOT_THE_FIRST = "起算当日不计入（民法典第201条）"
PAUSED = "期限中止，不计入"
ROLLED = "期限末日遇休息日，顺延（民法典第203条）"
LAST = "顺延至本日届满"


@dataclass(frozen=True)
class Span:
    """A pause: the days after `start` up to and with `end` are not counted; `end` None = not resumed yet.

    The day of resuming is the day of an event and not counted (民法典201); so a pause ended the same day costs nothing.
    """

    start: date
    end: date | None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("恢复的日期不能早于中止的日期。")

    def covers(self, day: date) -> bool:
        return self.start < day and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class DayCount:
    """One line of the explanation; `n` is the count so far on counted days."""

    day: date
    counted: bool
    n: int | None
    why: str


@dataclass(frozen=True)
class Due:
    """`due_at` is 24:00 of the last day, exclusive, aware UTC."""

    last_day: date
    due_at: datetime
    provisional: bool
    calendar_version: str


def due(start: date, length: int, unit: Unit, calendar: Calendar, pauses: Sequence[Span] = ()) -> Due:
    """The end of a period that the event of `start` began. ValueError with a sentence for a length out of bounds.

    A pause that is still open counts as resumed at once: the date is the earliest that can come of it.
    """
    ended = [span for span in pauses if span.end is not None]
    last_day = explain(start, length, unit, calendar, ended)[-1].day
    return Due(last_day, end_of(last_day), calendar.provisional(start, last_day), calendar.version)


def explain(
    start: date, length: int, unit: Unit, calendar: Calendar, pauses: Sequence[Span] = ()
) -> tuple[DayCount, ...]:
    """The period day by day, from the event to its last day; up to the pause where one is still open."""
    if not 1 <= length <= LONGEST[unit]:
        raise ValueError(f"期限长度应在 1 到 {LONGEST[unit]} 之间。")
    if not 1900 <= start.year <= 2900:
        raise ValueError("期限的起算日不是一个可信的日期，请核对年份。")
    open_pause = next((span for span in pauses if span.end is None), None)
    lines = _lines(start, length, unit, calendar, pauses)
    if open_pause is None:
        return tuple(lines)
    return tuple(_until(lines, open_pause.start))


def _until(lines: Iterator[DayCount], pause: date) -> Iterator[DayCount]:
    for line in lines:
        if line.day > pause:
            yield replace(line, counted=False, n=None, why="期限中止中")
            return
        yield line


def _lines(start: date, length: int, unit: Unit, calendar: Calendar, pauses: Sequence[Span]) -> Iterator[DayCount]:
    yield DayCount(start, False, None, NOT_THE_FIRST)
    if unit == "workdays":
        yield from _workdays(start, length, calendar, pauses)
    elif unit == "days":
        yield from _rolled(_days(start, length, calendar, pauses), calendar, pauses)
    else:
        months = length * 12 if unit == "years" else length
        yield from _rolled(_months(start, length, months, pauses), calendar, pauses)


def _paused(day: date, pauses: Sequence[Span]) -> bool:
    return any(span.covers(day) for span in pauses)


def _workdays(start: date, length: int, calendar: Calendar, pauses: Sequence[Span]) -> Iterator[DayCount]:
    day, n = start, 0
    while n < length:
        day += DAY
        if _paused(day, pauses):
            yield DayCount(day, False, None, PAUSED)
        elif calendar.is_workday(day):
            n += 1
            yield DayCount(day, True, n, calendar.why(day))
        else:
            yield DayCount(day, False, None, calendar.why(day))


def _days(start: date, length: int, calendar: Calendar, pauses: Sequence[Span]) -> Iterator[DayCount]:
    day, n = start, 0
    while n < length:
        day += DAY
        paused = _paused(day, pauses)
        n += not paused
        yield DayCount(day, not paused, None if paused else n, PAUSED if paused else calendar.why(day))


def _months(start: date, length: int, months: int, pauses: Sequence[Span]) -> Iterator[DayCount]:
    """A line for the end, and one for each day of a pause that moved it: five years are not told in 1,826 lines."""
    last = add_months(start, months)
    why = "期满月的对应日" if last.day == start.day else "期满月没有对应日，以月末日为最后一日"
    left, day = (last - start).days, start
    settled = max((span.end or date.max for span in pauses), default=start)
    while left:
        if day >= settled:
            day += DAY * left
            break
        day += DAY
        if _paused(day, pauses):
            yield DayCount(day, False, None, PAUSED)
        else:
            left -= 1
    moved = f"，因中止顺延{(day - last).days}日" if day > last else ""
    yield DayCount(day, True, length, f"{why}{moved}（民法典第202条）")


def _rolled(lines: Iterator[DayCount], calendar: Calendar, pauses: Sequence[Span]) -> Iterator[DayCount]:
    """Ends on a day off = ends on the next working day: 法定休假日 in 203 are weekends and holidays alike."""
    for line in lines:
        yield line
    day = line.day
    while not calendar.is_workday(day) or _paused(day, pauses):
        day += DAY
        ends = calendar.is_workday(day) and not _paused(day, pauses)
        yield DayCount(day, False, None, LAST if ends else f"{calendar.why(day)}；{ROLLED}")


def add_months(day: date, months: int) -> date:
    """The day of the same number `months` later, or that month's last day (民法典202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def warn_points(
    start_at: datetime, due: Due, calendar: Calendar, pauses: Sequence[Span] = ()
) -> tuple[tuple[str, datetime], ...]:
    """When to speak up: at half and four fifths of the working days and on the last day; at the end; the day after.

    At 09:00, but for the end itself. A share that falls on the last day is left out, so a period of one day warns once.
    """
    working = [day for day in _between(start_at, due.last_day) if calendar.is_workday(day) and not _paused(day, pauses)]
    points = [(f"{percent}%", _share(working, percent)) for percent in (50, 80)]
    early = [(name, at(day, WARN_HOUR)) for name, day in points if day is not None and day < due.last_day]
    after = at(calendar.next_workday(due.last_day), WARN_HOUR)
    return (*early, ("due", at(due.last_day, WARN_HOUR)), ("expired", due.due_at), ("+1", after))


def _between(start_at: datetime, last_day: date) -> Iterator[date]:
    day = day_of(start_at) + DAY
    while day <= last_day:
        yield day
        day += DAY


def _share(working: Sequence[date], percent: int) -> date | None:
    """The working day with which that share of them is reached."""
    index = -(-len(working) * percent // 100) - 1
    return working[index] if working else None
