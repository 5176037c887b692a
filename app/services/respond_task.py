"""Answer what the supervisor has asked about a task (督办回复); one answer settles all that is asked of it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.domain.tags import Tag
from app.errors import Conflict
from app.models import Reminder, Task
from app.services import seats
from app.services.context import Context
from app.services.live import Live
from app.services.lock import lock_task
from app.services.reasons import written


def respond_task(ctx: Context, *, task_id: int, said: str, version: int | None = None) -> dict[str, Any]:
    """Returns `{id, answered}`: how many were answered. Raises Conflict where nothing waits for an answer."""
    live, task = lock_task(ctx, task_id, version)
    asked, answer = must_respond(ctx, live, task), written(said, "请写明办理情况。", "text")
    for row in asked:
        row.answer, row.answered_at, row.answerer_id = answer, ctx.now, ctx.actor.person_id
        ctx.send("notice", {"what": "answered", "to": row.person.login, "title": task.title}, live.case)
    ctx.trail.write(Tag.TASK_ANSWERED, live.case, after={"task": task.id, "node": task.node, "reason": answer})
    return {"id": task.id, "answered": len(asked)}


def must_respond(ctx: Context, live: Live, task: Task) -> list[Reminder]:
    """What waits for an answer, the oldest first."""
    seats.holder(ctx, live, task)
    query = (sa.select(Reminder).where(Reminder.task_id == task.id, Reminder.answer_by.is_not(None),
             Reminder.answered_at.is_(None)).options(joinedload(Reminder.person)).order_by(Reminder.id))
    asked = list(ctx.session.scalars(query))
    if not asked:
        raise Conflict("没有等着回复的督办。", code="not_asked")
    return asked
