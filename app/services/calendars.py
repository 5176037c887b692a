"""The working-day calendar in force: the official years that we ship, overlaid by what was imported."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.calendar import Calendar, DayRule, built_in
from app.models import CalendarDay, CalendarYear

_IMPORTS = sa.select(CalendarYear.year, CalendarYear.notice).order_by(CalendarYear.year)
_cache: dict[str, Calendar] = {}  # a calendar never changes under its version; two threads may make the same one


def load_calendar(session: Session) -> Calendar:
    """One statement where nothing was imported since the last call in this process."""
    imports = session.execute(_IMPORTS).all()
    base = built_in()
    version = "+".join([base.version, *(f"{year}:{notice}" for year, notice in imports)])[:40]
    if not imports:
        return base
    if version not in _cache:
        _cache[version] = _overlaid(session, base, {year for year, _ in imports}, version)
    return _cache[version]


def _overlaid(session: Session, base: Calendar, years: set[int], version: str) -> Calendar:
    rows = [DayRule(r.day, r.kind, r.name, r.notice) for r in session.scalars(sa.select(CalendarDay))]  # type: ignore[arg-type]
    kept = [rule for rule in base.rules if rule.day.year not in years]
    return Calendar([*kept, *rows], sorted({*base.announced_years, *years}), version)
