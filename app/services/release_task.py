"""Give a claimed task back to its group (退签)."""

from __future__ import annotations

from typing import Any

from app.domain.tags import Tag
from app.errors import Conflict
from app.models import Task
from app.services import access
from app.services.context import Context
from app.services.lanes import named_alone
from app.services.live import Live
from app.services.lock import lock_task


def release_task(ctx: Context, *, task_id: int, version: int | None = None) -> dict[str, Any]:
    """Returns `{id}`. What was filled in so far stays with the task. Raises Conflict where it was not claimed."""
    live, task = lock_task(ctx, task_id, version)
    must_release(ctx, live, task)
    task.assignee_id = None
    ctx.trail.write(Tag.TASK_RELEASED, live.case, after={"task": task.id, "node": task.node})
    return {"id": task.id}


def must_release(ctx: Context, live: Live, task: Task) -> None:
    access.must_work(ctx.actor, task, live.case)
    if task.assignee_id is None:
        raise Conflict("这项待办还没有人签收，不用退签。", code="not_claimed")
    if named_alone(live, task):
        raise Conflict("这项待办指定由您一人办理，不能退给别人。", code="not_released")
