"""Count running deadlines again after the calendar changed, and say which moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.tags import Tag
from app.errors import NotAllowed
from app.models import Case, Deadline, DeadlineChange
from app.services import limits
from app.services.context import Context
from app.services.lock import lock_case_id
from app.services.verb import NothingDone


@dataclass(frozen=True)
class Moved:
    number: str
    title: str
    before: date
    after: date


def recompute_deadlines(ctx: Context, *, case_id: int) -> tuple[Moved, ...]:
    """Recount the open limits of one case under its lock. Empty where nothing moved and nothing was provisional.

    The actor is whoever took the calendar in, or the clock for what was left over; the trail names them. NotAllowed to
    anybody else.
    """
    if ctx.actor.kind not in ("clock", "operator") and "admin" not in ctx.actor.roles:
        raise NotAllowed("工作日历由系统管理员维护。")
    live = lock_case_id(ctx, case_id)
    moved, touched = [], False
    for row in live.deadlines:
        before, was = row.last_day, (row.provisional, row.calendar_version)
        limits.recount(ctx, row)
        touched |= was != (row.provisional, row.calendar_version)
        if row.last_day != before:
            moved.append(Moved(live.case.number, row.title, before, row.last_day))
            _keep(ctx, live.case, row, before)
    if not moved and not touched:
        raise NothingDone(())
    limits.set_task_dates(ctx, live.tasks, live.deadlines)
    ctx.trail.write(Tag.DEADLINE_MOVED, live.case, after={"calendar": ctx.calendar.version, "moved": len(moved)})
    return tuple(moved)


def _keep(ctx: Context, case: Case, row: Deadline, before: date) -> None:
    row.changes.append(DeadlineChange(kind="recount", at=ctx.now, on=ctx.today, person_id=ctx.actor.person_id,
                                      reason=f"工作日历更新：{ctx.calendar.version}", before_day=before,
                                      after_day=row.last_day, article="国务院办公厅节假日安排"))

