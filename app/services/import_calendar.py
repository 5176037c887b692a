"""Take in the State Council's holiday notice of a year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import Invalid, NotAllowed
from app.models import CalendarDay, CalendarYear
from app.services.context import Context


def import_calendar(ctx: Context, *, notice: Mapping[str, Any]) -> dict[str, Any]:
    """`{year, notice, off: {date: name}, work: {date: name}}`. Returns `{year, days}`.

    Replaces what was there for the year. Raises Invalid for a day of another year, named twice, or a weekday declared
    working; NotAllowed for anybody but the operator and the system administrator. Recompute running deadlines after it.
    """
    if ctx.actor.kind != "operator" and "admin" not in ctx.actor.roles:
        raise NotAllowed("工作日历由系统管理员维护。")
    year, source, days = _read(notice)
    ctx.session.execute(sa.delete(CalendarDay).where(CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31))))
    ctx.session.add_all(CalendarDay(day=d, kind=kind, name=name, notice=source) for d, (kind, name) in days.items())
    ctx.session.merge(CalendarYear(year=year, notice=source, imported_at=ctx.now))
    ctx.trail.write(Tag.CALENDAR_IMPORTED, after={"year": year, "notice": source, "days": len(days)})
    return {"year": year, "days": len(days)}


def _read(notice: Mapping[str, Any]) -> tuple[int, str, dict[date, tuple[str, str]]]:
    if not isinstance(notice, Mapping) or not isinstance(notice.get("year"), int) or not 2000 <= notice["year"] <= 2100:
        raise Invalid({"year": ["请写明年份，例如 2027。"]})
    source = notice.get("notice")
    if not isinstance(source, str) or not source.strip():
        raise Invalid({"notice": ["请写明通知的文号，工作日历要有出处。"]})
    days: dict[date, tuple[str, str]] = {}
    for kind in ("off", "work"):
        rows = notice.get(kind)
        if not isinstance(rows, Mapping) or (kind == "off" and not rows):
            raise Invalid({kind: ["请按“日期: 名称”列出。"]})
        for text, name in rows.items():
            _add(days, kind, str(text), str(name), notice["year"])
    return notice["year"], source.strip()[:100], days


def _add(days: dict[date, tuple[str, str]], kind: str, text: str, name: str, year: int) -> None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid({kind: [f"“{text}”不是日期，请写成 2027-01-01。"]}) from None
    if day.year != year:
        raise Invalid({kind: [f"{text}不在{year}年里。"]})
    if day in days:
        raise Invalid({kind: [f"{text}写了两次。"]})
    if kind == "work" and day.weekday() < 5:
        raise Invalid({kind: [f"{text}本来就是工作日，不用写为调休上班。"]})
    days[day] = (kind, name[:40])
