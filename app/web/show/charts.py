"""The geometry of small charts that the server draws: bars with their places, axes with their words. Templates only
write it down; the same figures stand in a table beside each chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.queries.statistics import LONGEST, Took, Week

WIDTH, FLOOR, TALL = 596, 140, 100  # of the drawing, its ground line, its tallest bar


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    kind: str
    label: str = ""
    minor: bool = False  # a label that a phone leaves out

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Mark:
    """A word at a place: below the ground line, or beside a grid line."""

    x: float
    y: int
    text: str
    kind: str = ""
    anchor: str = "middle"


@dataclass(frozen=True)
class Chart:
    label: str
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    grid: tuple[int, ...] = ()
    cuts: tuple[Mark, ...] = ()


def weekly(weeks: Sequence[Week]) -> Chart:
    """Two bars a week: closed, and of them late with its figure."""
    top = ceiling(max((week.closed for week in weeks), default=0))
    step = (WIDTH - 44) // max(1, len(weeks))
    bars, marks = [], [Mark(26, FLOOR + 4, "0", "", "end")]
    for n, week in enumerate(weeks):
        x = 40 + n * step
        bars.append(bar(x, 18, week.closed, top, "a"))
        if week.late:
            bars.append(bar(x + 20, 12, week.late, top, "b", str(week.late)))
        if n % 2 == 0:
            marks.append(Mark(x + 16, 162, f"{week.monday.month}/{week.monday.day}"))
    lines = tuple(FLOOR - TALL * part // 2 for part in (1, 2))
    marks += [Mark(26, y + 4, str(top * part // 2), "", "end") for y, part in zip(lines, (1, 2), strict=True)]
    return Chart(weekly_said(weeks), tuple(bars), tuple(marks), lines)


def weekly_said(weeks: Sequence[Week]) -> str:
    closed, late = [week.closed for week in weeks], sum(week.late for week in weeks)
    if not any(closed):
        return f"近 {len(weeks)} 周没有办结的事项"
    last = weeks[-1]
    return (f"近 {len(weeks)} 周每周办结 {min(closed)} 到 {max(closed)} 件，其中超期共 {late} 件；"
            f"本周办结 {last.closed} 件、超期 {last.late} 件")


def spread(took: Took) -> Chart:
    """One bar a working day up to twenty, the last for more; dashed lines where the law draws them."""
    top = max(took.days.values(), default=0) or 1
    bars = [bar(24 + (day - 1) * 26, 20, count, top, "b" if day > LONGEST else "a", str(count) if count else "",
                minor=0 < count < top / 4) for day, count in took.days.items()]
    ticks = [Mark(34 + (day - 1) * 26, 162, str(day)) for day in (1, 5, 10, 15)]
    ticks.append(Mark(34 + LONGEST * 26, 162, f"{LONGEST + 1}+", "r"))
    cuts = [cut(took.length, f"法定 {took.length} 日", "start")] if took.length <= LONGEST else []
    if took.longest and took.longest <= LONGEST:
        cuts.append(cut(took.longest, f"延长后上限 {took.longest} 日", "end"))
    return Chart(spread_said(took), tuple(bars), tuple(ticks), (), tuple(cuts))


def cut(day: int, text: str, anchor: str) -> Mark:
    return Mark(47 + (day - 1) * 26, 26, text, "", anchor)


def spread_said(took: Took) -> str:
    """120 件在 5 个工作日内，35 件经延长在 20 日内，2 件超过 20 日"""
    within = sum(count for day, count in took.days.items() if day <= took.length)
    beyond = took.days.get(LONGEST + 1, 0)
    return (f"今年办结 {took.total} 件，{within} 件在 {took.length} 个工作日内，"
            f"{took.total - within - beyond} 件在 {LONGEST} 日内，{beyond} 件超过 {LONGEST} 日")


def bar(x: int, width: int, count: int, top: int, kind: str, label: str = "", minor: bool = False) -> Bar:
    height = max(2, round(TALL * count / top)) if count else 0
    return Bar(x, FLOOR - height, width, height, kind, label, minor)


def ceiling(most: int) -> int:
    """A round number at or above, that halves well."""
    step = 2 * int(10 ** max(0, len(str(most)) - 2))
    return max(2, -(-most // step) * step)


def heat(count: int, most: int) -> int:
    """0 to 4: how deep the colour is."""
    return 0 if not count else min(4, -(-count * 4 // max(1, most)))
