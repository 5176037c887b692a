"""The board as a page shows it: tiles, charts, heat, forecast, breakdown; every figure is a link to its list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.clock import today
from app.domain.calendar import Calendar
from app.queries.forecast import Forecast
from app.queries.people import OrganisationView
from app.queries.statistics import LONGEST, Board, By, Group, Scope, Took
from app.queries.steps import StepCount
from app.web import words
from app.web.show.charts import heat, spread, weekly
from app.web.show.roles import role_said

BY = {"procedure": "按程序", "organisation": "按单位", "role": "按岗位", "person": "按人"}
KEY = {"procedure": "procedure", "organisation": "organisation", "role": "role", "person": "assignee"}


@dataclass(frozen=True)
class Tile:
    label: str
    count: int
    remark: str
    url: str
    kind: str = ""
    sign: str = ""


def board_values(
    found: Board, scope: Scope, by: By, names: Mapping[str, str], took: Took | None, steps: Sequence[StepCount],
    slug: str, ahead: Sequence[Forecast], organs: Sequence[OrganisationView], calendar: Calendar,
) -> dict[str, object]:
    return {
        "at": found.at, "scope": scope, "by": by, "names": names, "organs": organs, "ways": ways(scope, by),
        "tiles": tiles(found, scope, ahead, calendar), "weekly": weekly(found.weeks), "weeks": found.weeks,
        "took": took, "spread": spread(took) if took else None, "took_lines": took_lines(took), "longest": LONGEST,
        "slug": slug, "title": names.get(slug, slug), "steps": [step(one, steps, slug, scope) for one in steps],
        "drawing": url_for("supervisor.drawing_page", slug=slug) if slug else None,
        "ahead": [line(one) for one in ahead], "groups": [group(one, by, scope) for one in found.groups],
        "head": BY[by].removeprefix("按"), "total": found.counts, "paused": found.paused,
        "export": url_for("supervisor.exported", **asked(scope)), "procedure_wise": by == "procedure",
    }


def asked(scope: Scope) -> dict[str, Any]:
    kept = {"procedure": scope.procedure, "organisation": str(scope.organisation or "")}
    return {key: value for key, value in kept.items() if value}


def tasks_url(scope: Scope, **more: str) -> str:
    return url_for("supervisor.tasks", **(asked(scope) | {k: v for k, v in more.items() if v}))


def tiles(found: Board, scope: Scope, ahead: Sequence[Forecast], calendar: Calendar) -> list[Tile]:
    saved = sum(one.rescue is not None for one in ahead)
    c = found.counts
    longest = f"最久 {calendar.workdays_between(found.oldest, today())} 个工作日" if found.oldest else "没有超期的"
    return [
        Tile("已超期", c.late, longest, tasks_url(scope, due="late"), "late" if c.late else "", "late"),
        Tile("今天到期", c.today, f"其中 {c.unclaimed} 件还没人签收", tasks_url(scope, due="today"),
             "near" if c.today else "", "clock"),
        Tile("本周内到期", c.week, f"到 {words.day_week(found.week_ends)}", tasks_url(scope, due="week"),
             "near" if c.week else "", "clock"),
        Tile("照现在办会超期", len(ahead), f"{saved} 件改派能赶上，见下面" if ahead else "五日内的都赶得上", "#ahead"),
        Tile("依法暂停", found.paused, "都有法定事由", url_for("supervisor.clocks", kind="pause"), "", "pause"),
    ]


def ways(scope: Scope, by: By) -> list[dict[str, object]]:
    return [{"label": label, "current": key == by,
             "url": url_for("supervisor.board", by=key, **asked(scope), _anchor="bd")}
            for key, label in BY.items()]


def took_lines(took: Took | None) -> list[tuple[str, int]]:
    if took is None:
        return []
    return [(f"超过 {LONGEST} 个工作日" if day > LONGEST else f"{day} 个工作日", count)
            for day, count in took.days.items() if count]


def step(one: StepCount, steps: Sequence[StepCount], slug: str, scope: Scope) -> dict[str, object]:
    most = max((other.count for other in steps), default=0)
    url = tasks_url(Scope(slug, scope.organisation), node=one.id)
    spent = days_said(one.median_days)
    return vars(one) | {"heat": heat(one.count, most), "url": url, "state": "", "spent": spent}


def days_said(days: float | None) -> str:
    return "—" if days is None else f"{days:g} 日"


def line(one: Forecast) -> dict[str, object]:
    rescue = one.rescue
    how = (f"改派{rescue.name}（手上 {rescue.holds} 件），预计 {words.day(rescue.done_on)}办完" if rescue
           else "改派也赶不上，请督办")
    who = f"{one.holder}，{one.organisation}，手上 {one.holds} 件" if one.holder else f"没有人签收，{one.organisation}"
    return vars(one) | {"who": who, "how": how, "url": url_for("desk.case", number=one.case),
                        "needs": f"{one.needs:g} 日", "left": f"{one.left} 日",
                        "verb": "改派…" if one.holder else "指派…"}


def group(one: Group, by: By, scope: Scope) -> dict[str, object]:
    title = role_said(one.title) if by == "role" else one.title
    key = {KEY[by]: one.key}
    return {
        "title": title, "known": bool(one.key), "counts": one.counts, "paused": one.paused,
        "spent": days_said(one.median_days),
        "on_time": "—" if one.on_time is None else f"{one.on_time:.1%}", "url": tasks_url(scope, **key),
        "late_url": tasks_url(scope, due="late", **key), "week_url": tasks_url(scope, due="week", **key),
        "today_url": tasks_url(scope, due="today", **key),
    }
