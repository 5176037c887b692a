"""Call for an answer about a task by a day (督办): the supervisor's. Its holder answers; no time decides anything."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.domain.tags import Tag
from app.errors import Invalid, NotAllowed
from app.models import Task
from app.services.context import Context
from app.services.live import Live
from app.services.lock import lock_task
from app.services.reasons import written
from app.services.remind_task import add_reminder, must_urge

LONGEST = timedelta(days=60)


def supervise_task(ctx: Context, *, task_id: int, reason: str, answer_by: date | None,
                   version: int | None = None) -> dict[str, Any]:
    """Returns `{id}`. `answer_by` is the last day for the answer, from today on. Raises Invalid for another."""
    live, task = lock_task(ctx, task_id, version)
    must_supervise(ctx, live, task)
    text = written(reason, "请写明督办什么、要回复什么。")
    if answer_by is None or not ctx.today <= answer_by <= ctx.today + LONGEST:
        raise Invalid({"answer_by": [f"请写明回复的最后一天，从今天起{LONGEST.days}天以内。"]})
    return {"id": add_reminder(ctx, live, task, text, Tag.TASK_SUPERVISED, answer_by).id}


def must_supervise(ctx: Context, live: Live, task: Task) -> None:
    must_urge(ctx, live, task)
    if "supervisor" not in ctx.actor.roles:
        raise NotAllowed("督办由督办人员发出。")
