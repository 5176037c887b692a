"""The calendar in force as a reader sees it: a year's days off and worked weekends, and by whose notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.calendar import Calendar
from app.models import CalendarYear, Deadline
from app.services.calendars import load_calendar


@dataclass(frozen=True)
class YearView:
    """`provisional`: its notice is not out yet. `waiting`: open clocks whose last day stands on provisional days."""

    year: int
    announced: bool
    notice: str
    calendar: Calendar
    waiting: int
    years: tuple[int, ...]


def year_view(session: Session, year: int) -> YearView:
    calendar = load_calendar(session)
    rule = next((one for one in calendar.rules if one.day.year == year), None)
    imported = session.scalar(sa.select(CalendarYear.notice).where(CalendarYear.year == year))
    waiting = session.scalar(sa.select(sa.func.count()).where(
        Deadline.open, Deadline.provisional, Deadline.last_day.between(date(year, 1, 1), date(year, 12, 31))))
    years = sorted({*calendar.announced_years, year, max(calendar.announced_years) + 1})
    return YearView(year, calendar.announced(year), imported or (rule.notice if rule else ""), calendar, waiting or 0,
                    tuple(years))
