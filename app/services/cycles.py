"""Whose year a case of a yearly procedure is: one a year, whether the clock opens it or a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.errors import Conflict, Invalid
from app.models import Case, Release
from app.procedures.model import Door
from app.services.context import Context
from app.services.house import Running


def year_of(ctx: Context, running: Running, door: Door, answers: Mapping[str, Any], given: int | None) -> int | None:
    """The year, None through another door. Raises Conflict where it has its case, Invalid for a year far away."""
    cycle = running.procedure.cycle
    if cycle is None or door.message != cycle.door:
        return None
    year = given or int(answers.get("year") or ctx.today.year)
    if abs(year - ctx.today.year) > 1 and given is None:
        raise Invalid({"year": [f"年度只能是{ctx.today.year - 1}年到{ctx.today.year + 1}年。"]})
    # Two at once: the second waits here and then finds the first one's case.
    ctx.session.execute(sa.select(Release.id).where(Release.id == running.id).with_for_update())
    there = ctx.session.scalar(sa.select(Case.number).where(Case.procedure == running.procedure.slug,
                                                            Case.cycle == year))
    if there is not None:
        raise Conflict(f"{year}年度的已经开了：{there}，不能重复开立。", code="cycle_open")
    return year
