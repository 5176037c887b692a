"""Say that one has read what was copied to one (已阅)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import Conflict
from app.models import Copy, Task
from app.services import access
from app.services.context import Context
from app.services.copies import to_actor
from app.services.live import Live
from app.services.lock import lock_task


def read_task(ctx: Context, *, task_id: int, version: int | None = None) -> dict[str, Any]:
    """Returns `{id, read}`: how many copies this settles. Raises Conflict where none is unread."""
    live, task = lock_task(ctx, task_id, version)
    unread = must_be_unread(ctx, live, task)
    for row in unread:
        row.read_at, row.reader_id = ctx.now, ctx.actor.person_id
    ctx.trail.write(Tag.TASK_READ, live.case, after={"task": task.id, "node": task.node})
    return {"id": task.id, "read": len(unread)}


def must_be_unread(ctx: Context, live: Live, task: Task) -> list[Copy]:
    access.must_know(ctx.actor, task, live.case)
    query = sa.select(Copy).where(Copy.task_id == task.id, Copy.read_at.is_(None), to_actor(ctx.actor))
    unread = list(ctx.session.scalars(query)) if ctx.actor.person_id else []
    if not unread:
        raise Conflict("没有等您阅读的抄送。", code="not_copied")
    return unread
