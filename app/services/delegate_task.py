"""Let a colleague draft a task and answer back (委派): whoever delegates stays responsible, reads and completes."""

from __future__ import annotations

from typing import Any

from app.domain.tags import Tag
from app.errors import Conflict, NotAllowed
from app.models import Hand, Task
from app.services import access, hands, seats
from app.services.colleagues import find, possible_drafters
from app.services.context import Context
from app.services.live import Live
from app.services.lock import lock_task
from app.services.reasons import written


def delegate_task(ctx: Context, *, task_id: int, to: str, reason: str, version: int | None = None) -> dict[str, Any]:
    """`to` is a login of the same organ. Returns `{id, delegate}`. Raises Invalid for a reason or person that will not
    do. An unclaimed task is claimed by it."""
    live, task = lock_task(ctx, task_id, version)
    must_delegate(ctx, live, task)
    why = written(reason, "请写明委派的理由和要求。")
    receiver, post = find(possible_drafters(ctx, live, task), to, "只能委派给本单位在岗、不需要回避的同事。")
    ctx.rows.set(task, assignee_id=ctx.actor.worker_id, signing=task.signing or hands.ASKED,
                 first_seen_at=task.first_seen_at or ctx.now)
    hands.add(ctx, live, Hand(task_id=task.id, kind="draft", n=0, role=post.role, organisation_id=post.organisation_id,
                              person_id=receiver.id, state="open", asked_by=ctx.actor.worker_id, asked_at=ctx.now,
                              reason=why[:300]))
    ctx.trail.write(Tag.TASK_DELEGATED, live.case, after={"task": task.id, "node": task.node, "person": receiver.id,
                                                          "reason": why})
    return {"id": task.id, "delegate": receiver.login}


def must_delegate(ctx: Context, live: Live, task: Task) -> None:
    seats.must_hold(ctx, live, task)
    seats.must_fill(ctx, live, task)
    if task.role == access.SUBJECT:
        raise NotAllowed("请申请人办理的事，不能委派。")
    if seats.waiting_for(live, task):
        raise Conflict("正在会签，签完以后才能委派。", code="signing")
