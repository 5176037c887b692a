"""A statutory clock as a page shows it: the last day, what is left, a bar, the counted days, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.clock import today
from app.domain import wording
from app.domain.calendar import Calendar
from app.queries.deadlines import DeadlineView
from app.web import words
from app.web.show.day_grid import Cell, told, weeks

NEAR = 2  # working days
STATE_WORDS = {"met": "已经办到", "cancelled": "不再计算", "paused": "中止计算"}


@dataclass(frozen=True)
class Due:
    """A date is never alone: `left` says how far, `state` is "", near, late, done or wait, `percent` fills the bar."""

    day: date
    left: str
    state: str
    percent: int
    provisional: bool = False


@dataclass(frozen=True)
class Clock:
    """`main`: the one that stands at the top of the page."""

    id: int
    title: str
    total: int
    passed: int
    late: bool
    said: str
    weeks: tuple[tuple[Cell, ...], ...]
    caption: str
    told: tuple[str, ...]
    source: str
    due: Due
    status: str
    main: bool = False


def due_of(start: date, last: date, state: str, calendar: Calendar, provisional: bool = False) -> Due:
    """Working days are counted whatever the unit: people plan by them."""
    now = today()
    left = workdays_left(now, last, calendar)
    if state in STATE_WORDS:
        return Due(last, STATE_WORDS[state], {"met": "done", "paused": "wait"}.get(state, ""), 0, provisional)
    span = max(1, (last - start).days)
    percent = min(100, max(0, round((now - start).days / span * 100)))
    level = "late" if now > last else "near" if left <= NEAR else ""
    said = "已经超过最后一天" if level == "late" and not left else wording.days_left(left)
    return Due(last, said, level, 100 if level == "late" else percent, provisional)


def workdays_left(now: date, last: date, calendar: Calendar) -> int:
    """Working days after today up to the last day; negative, or on days off 0, when it has passed."""
    return calendar.workdays_between(now, last) if now <= last else -calendar.workdays_between(last, now)


def clock_of(view: DeadlineView, calendar: Calendar, notes: Mapping[date, str], main: bool = False) -> Clock:
    due = due_of(view.start_on, view.due_on, view.state, calendar, view.provisional)
    counted = [line.n for line in view.explanation if line.n and line.day <= today()]
    passed = max(counted, default=0)
    drawn = weeks(view.explanation, today(), notes)
    return Clock(
        id=view.id, title=view.title, total=view.length if drawn and view.open else 0, passed=passed,
        late=due.state == "late", said=standing(view, passed, due), weeks=drawn, caption=caption_of(view),
        told=lines_of(view), source=source_of(view), due=due, status=view.status, main=main,
    )


def standing(view: DeadlineView, passed: int, due: Due) -> str:
    """到今天数了 13 个工作日，一共 20 个工作日（经批准延长）。 True on days off, too."""
    length = words.period(view.length, view.unit)
    if view.state != "running" or due.state == "late":
        return f"一共 {length}，{STATE_WORDS.get(view.state) or due.left}。"
    here = f"到今天数了 {words.period(passed, view.unit)}，" if passed and view.unit in ("workdays", "days") else ""
    longer = "（经批准延长）" if view.extensions else ""
    return f"{here}一共 {length}{longer}。"


def caption_of(view: DeadlineView) -> str:
    what = "只数工作日" if view.unit == "workdays" else "每天都数"
    return f"从开始的第二天起，一天一天数，{what}。格子里的大数字是第几天。"


def lines_of(view: DeadlineView) -> tuple[str, ...]:
    start = f"{words.day_week(view.start_on)}开始，开始的当天不计入。民法典第二百零一条"
    end = f"第 {words.period(view.length, view.unit)}届满，最后一天是 {words.day_week(view.due_on)}24:00。"
    rolled = [line.why for line in view.explanation if "顺延" in line.why]
    paused = tuple(
        f"{words.day(p.start)}起中止计算{'，' + words.day(p.end) + '恢复' if p.end else ''}：{p.reason}。{p.article}"
        for p in view.pauses
    )
    return (start, *told(view.explanation), *paused, *(["末日遇休息日，顺延到下一个工作日。"] if rolled else []), end)


def source_of(view: DeadlineView) -> str:
    shaky = "这一年的放假安排还没有公布，日期是暂定的，公布后重新计算并告诉您。" if view.provisional else ""
    return f"{view.source}。{shaky}" if view.source else shaky


