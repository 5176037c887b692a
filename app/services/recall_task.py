"""Take back what one has just completed (撤回), while nobody has opened the next step."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import Conflict, NotAllowed
from app.models import Task, TrailRow
from app.services import access
from app.services.context import Context
from app.services.live import Live
from app.services.lock import lock_task, must_be_running
from app.services.reasons import written
from app.services.return_task import go_back

LOOK_BACK = 200  # rows: far more than one step writes
OUTSIDE = ("case:document:", "case:register:")


def recall_task(ctx: Context, *, task_id: int, reason: str = "", version: int | None = None) -> dict[str, Any]:
    """`task_id` is the completed task. Returns `{case, open_tasks}`. Raises NotAllowed for another's task, Conflict
    where the next step was opened, a letter went out or the flow split."""
    live, task = lock_task(ctx, task_id, version)
    following = must_recall(ctx, live, task)
    go_back(ctx, live, following, task, False, Tag.TASK_RECALLED, written(reason or "撤回修改", ""))
    return {"case": live.case.number, "open_tasks": [t.id for t in live.tasks]}


def must_recall(ctx: Context, live: Live, task: Task) -> Task:
    """The step that would be cancelled."""
    access.must_know(ctx.actor, task, live.case)
    if ctx.actor.person_id is None or ctx.actor.person_id not in (task.assignee_id, task.for_id):
        raise NotAllowed("只有办理这一步的人可以撤回。")
    must_be_running(live)
    return _next_step(ctx, live, task)


def _next_step(ctx: Context, live: Live, task: Task) -> Task:
    """The one untouched task that this completion opened."""
    opened = [t for t in live.tasks if t.opened_by == task.id]
    if task.state != "done" or len(opened) != 1 or opened[0].scope != task.scope:
        raise Conflict("下一步已经开始，不能撤回。", code="cannot_recall")
    seen = opened[0]
    if seen.first_seen_at is not None:
        raise Conflict("下一步的人已经打开看过，不能撤回。可以联系对方退回。", code="cannot_recall",
                       by=seen.assignee.name if seen.assignee else None, at=seen.first_seen_at)
    if task.node not in live.running.flow.return_targets(seen.node) or _had_effect(ctx, task):
        raise Conflict("这一步办完后已经有了对外的结果，不能撤回。", code="cannot_recall")
    return seen


def _had_effect(ctx: Context, task: Task) -> bool:
    """Whether the trail, since this completion, tells of a letter or a changed register: that is not taken back."""
    query = (sa.select(TrailRow.what, TrailRow.after).where(TrailRow.stream == task.case_id)
             .order_by(TrailRow.n.desc()).limit(LOOK_BACK))
    for what, after in ctx.session.execute(query):
        if what == Tag.TASK_COMPLETED and (after or {}).get("task") == task.id:
            return False
        if what.startswith(OUTSIDE):
            return True
    return True
