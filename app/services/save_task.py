"""Keep what is filled in so far; it is checked only when the task is completed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.tags import Tag
from app.errors import Invalid
from app.services import access, chain
from app.services.context import Context
from app.services.lock import lock_task

MOST = 200_000  # bytes of a draft


def save_task(ctx: Context, *, task_id: int, answers: Mapping[str, Any], version: int | None = None) -> dict[str, Any]:
    """Returns `{id}`. Raises Invalid for what is no object or too large, Conflict and NotAllowed like completing."""
    live, task = lock_task(ctx, task_id, version)
    access.must_work(ctx.actor, task, live.case)
    if not isinstance(answers, Mapping):
        raise Invalid("答案要写成一个对象。")
    if len(chain.canonical(answers)) > MOST:
        raise Invalid("草稿太大，请减少文字后再存。")
    task.saved = dict(answers)
    task.assignee_id = ctx.actor.person_id
    ctx.trail.write(Tag.TASK_SAVED, live.case, after={"task": task.id})
    return {"id": task.id}
