"""Take a task of one's group (签收)."""

from __future__ import annotations

from typing import Any

from app.domain.tags import Tag
from app.errors import Conflict
from app.models import Task
from app.services import seats
from app.services.context import Context
from app.services.live import Live
from app.services.lock import lock_task


def claim_task(ctx: Context, *, task_id: int, version: int | None = None) -> dict[str, Any]:
    """Returns `{id}`. Raises Conflict naming who was faster, NotAllowed for work that is not the actor's."""
    live, task = lock_task(ctx, task_id, version)
    seats.must_hold(ctx, live, task)
    task.assignee_id = ctx.actor.worker_id
    task.first_seen_at = task.first_seen_at or ctx.now
    ctx.trail.write(Tag.TASK_CLAIMED, live.case, after={"task": task.id, "node": task.node})
    return {"id": task.id}


def must_claim(ctx: Context, live: Live, task: Task) -> None:
    """As the verb, but that there is nothing left to claim of what one holds."""
    seats.must_hold(ctx, live, task)
    if task.assignee_id is not None:
        raise Conflict("已经在您手里，不用再签收。")
