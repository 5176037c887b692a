"""Take a task of one's group (签收)."""

from __future__ import annotations

from typing import Any

from app.domain.tags import Tag
from app.services import access, separations
from app.services.context import Context
from app.services.lock import lock_task


def claim_task(ctx: Context, *, task_id: int, version: int | None = None) -> dict[str, Any]:
    """Returns `{id}`. Raises Conflict naming who was faster, NotAllowed for work that is not the actor's."""
    live, task = lock_task(ctx, task_id, version)
    access.must_work(ctx.actor, task, live.case)
    separations.must_be_apart(ctx, live, task)
    task.assignee_id = ctx.actor.person_id
    task.first_seen_at = task.first_seen_at or ctx.now
    ctx.trail.write(Tag.TASK_CLAIMED, live.case, after={"task": task.id, "node": task.node})
    return {"id": task.id}
