"""The counted days of a period as weeks of a calendar page. The counting itself is app/domain/deadlines.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from app.domain.calendar import MADE_UP
from app.domain.deadlines import DayCount

DAY = timedelta(days=1)
LONGEST = 130  # days that are still drawn one by one; a longer period is told in sentences
SHORTER = {"期限中止，不计入": "中止", "期限中止中": "中止"}


@dataclass(frozen=True)
class Cell:
    """One day: `kind` is its class, `n` the count it carries, `note` a word below; phones leave `long_note` out."""

    day: date
    kind: str = ""
    n: int | None = None
    note: str = ""
    long_note: str = ""


def weeks(
    days: Sequence[DayCount], today: date, notes: Mapping[date, str] | None = None
) -> tuple[tuple[Cell, ...], ...]:
    """Whole weeks, Monday first, around the counted days; `notes` are words of the case (提交, 补正) by day."""
    if not days or not drawable(days):
        return ()
    by_day = {line.day: line for line in days}
    first, last = monday(min([days[0].day, *early(notes, days[0].day)])), days[-1].day
    cells = [cell(day, by_day.get(day), days, today, notes or {}) for day in every_day(first, sunday(last))]
    return tuple(tuple(cells[n : n + 7]) for n in range(0, len(cells), 7))


def drawable(days: Sequence[DayCount]) -> bool:
    """One line a day without holes (months and years are told in fewer), and not too many of them."""
    return len(days) <= LONGEST and all(after.day - before.day == DAY for before, after in pairwise(days))


def early(notes: Mapping[date, str] | None, start: date) -> list[date]:
    """Days of the case shortly before the clock began, so that they can be seen not to count."""
    return [day for day in notes or {} if timedelta(0) < start - day <= timedelta(days=14)]


def cell(day: date, line: DayCount | None, days: Sequence[DayCount], today: date, notes: Mapping[date, str]) -> Cell:
    if line is None:
        return Cell(day, "now" if day == today else "", note=notes.get(day, "今天" if day == today else ""))
    if line is days[0]:
        return Cell(day, mark("to", day, today), note=notes.get(day, "开始"), long_note="·不计")
    if line is days[-1]:
        return Cell(day, mark("last", day, today), line.n, note="今天" if day == today else "", long_note="最后一天")
    return Cell(day, mark(base(line, today), day, today), line.n, note=word(line, today, notes))


def base(line: DayCount, today: date) -> str:
    if not line.counted:
        return "off"
    return ("in" if line.day <= today else "to") + (" work" if line.why == MADE_UP else "")


def mark(kind: str, day: date, today: date) -> str:
    return f"{kind} now" if day == today else kind


def word(line: DayCount, today: date, notes: Mapping[date, str]) -> str:
    if line.day == today:
        return "今天"
    if line.day in notes:
        return notes[line.day]
    return "" if line.counted else SHORTER.get(line.why, line.why.split("；")[0].removesuffix("节"))


def monday(day: date) -> date:
    return day - DAY * day.weekday()


def sunday(day: date) -> date:
    return day + DAY * (6 - day.weekday())


def every_day(first: date, last: date) -> Iterable[date]:
    return (first + DAY * n for n in range((last - first).days + 1))


def told(days: Sequence[DayCount]) -> list[str]:
    """The same in sentences: what did not count, and which days off were worked."""
    skipped: dict[str, list[date]] = {}
    for line in days[1:]:
        if not line.counted:
            skipped.setdefault(line.why.split("；")[0], []).append(line.day)
    made_up = [line for line in days if line.why == MADE_UP and line.counted]
    worked = [f"{line.day.month}月{line.day.day}日（第 {line.n} 日）" for line in made_up]
    sentences = [f"{why}：{ranges(found)}，共 {len(found)} 天不计。" for why, found in skipped.items()]
    return ([f"调休上班照常计数：{'、'.join(worked)}。"] if worked else []) + sentences


def ranges(days: Sequence[date]) -> str:
    """9月25日至27日、10月1日至7日"""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "、".join(run_said(run) for run in runs)


def run_said(run: Sequence[date]) -> str:
    first, last = run[0], run[-1]
    start = f"{first.month}月{first.day}日"
    if first == last:
        return start
    return f"{start}至{last.day}日" if first.month == last.month else f"{start}至{last.month}月{last.day}日"
