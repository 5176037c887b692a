"""Take back what one has delegated (收回), drafted or not; what is filled in so far stays."""

from __future__ import annotations

from typing import Any

from app.domain.tags import Tag
from app.errors import Conflict
from app.models import Hand, Task
from app.services import hands, seats
from app.services.context import Context
from app.services.live import Live
from app.services.lock import lock_task


def take_back_task(ctx: Context, *, task_id: int, version: int | None = None) -> dict[str, Any]:
    """Returns `{id}`. Raises Conflict where it is not delegated, or the draft has just been handed back."""
    live, task = lock_task(ctx, task_id, version)
    given = must_take_back(ctx, live, task)
    hands.end_delegation(ctx, live, task)
    ctx.trail.write(Tag.TASK_TAKEN_BACK, live.case, after={"task": task.id, "node": task.node,
                                                           "person": given.person_id})
    return {"id": task.id}


def must_take_back(ctx: Context, live: Live, task: Task) -> Hand:
    seats.holder(ctx, live, task)
    given = seats.delegated(live, task)
    if given is None:
        raise Conflict("这项待办没有委派给别人，或者对方已经交回。", code="not_delegated")
    return given
