"""Somebody who may work a task has opened it for the first time: from then on it cannot be recalled."""

from __future__ import annotations

from app.domain.tags import Tag
from app.services import seats
from app.services.context import Context
from app.services.lock import lock_task
from app.services.verb import NothingDone


def see_task(ctx: Context, *, task_id: int) -> None:
    """Notes the first reader; later ones, and those who only look on, change nothing."""
    live, task = lock_task(ctx, task_id)
    if task.state != "open" or task.first_seen_at or not seats.sits(ctx, live, task):
        raise NothingDone()
    task.first_seen_at = ctx.now
    ctx.trail.write(Tag.TASK_SEEN, live.case, after={"task": task.id, "node": task.node})
