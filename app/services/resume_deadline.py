"""Let a paused statutory clock go on; the days between are not counted."""

from __future__ import annotations

from typing import Any

from app.domain.tags import Tag
from app.errors import Conflict
from app.services import limits
from app.services.context import Context
from app.services.lock import lock_case, with_deadline
from app.services.pause_deadline import must_be_officer


def resume_deadline(ctx: Context, *, number: str, reason: str = "", article: str = "",
                    deadline_id: int | None = None, version: int | None = None) -> dict[str, Any]:
    """Returns `{number, deadline, last_day}`. Raises Conflict for a clock that is not paused."""
    live = lock_case(ctx, number, version)
    must_be_officer(ctx, live.case)
    live.deadlines = [d for d in live.deadlines if d.state == "paused"] or live.deadlines
    row = with_deadline(live, deadline_id)
    if row.state != "paused":
        raise Conflict("这个期限没有中止，不用恢复。", code="not_paused")
    row.state = "running"
    limits.change(ctx, row, "resume", reason, article)
    ctx.trail.write(Tag.DEADLINE_RESUMED, live.case, after={"limit": row.key, "last_day": row.last_day.isoformat()})
    return {"number": live.case.number, "deadline": row.id, "last_day": row.last_day.isoformat()}
