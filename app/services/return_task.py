"""Send a task back to an earlier step (退回), with a reason; `straight_back` skips the way between."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.tags import Tag
from app.engine import NotOpen
from app.errors import Conflict, Invalid
from app.models import Task
from app.services import access
from app.services.advance import advance
from app.services.context import Context
from app.services.live import Live
from app.services.lock import lock_task, must_run
from app.services.operations import port
from app.services.reasons import written


def return_task(ctx: Context, *, task_id: int, to: str, reason: str, straight_back: bool = False,
                version: int | None = None) -> dict[str, Any]:
    """`to` is a node of `return_to`. Returns `{case, open_tasks}`. Raises Invalid for a step one cannot go back to."""
    live, task = lock_task(ctx, task_id, version)
    targets = must_return(ctx, live, task)
    why = written(reason, "请写明退回的理由。")
    if to not in {node for node, _ in targets}:
        raise Invalid({"to": ["不能退回到这一步，请从可退回的步骤里选。"]})
    go_back(ctx, live, task, to, straight_back, Tag.TASK_RETURNED, why)
    return {"case": live.case.number, "open_tasks": [t.id for t in live.tasks]}


def must_return(ctx: Context, live: Live, task: Task) -> list[tuple[str, str]]:
    """The steps that it may go back to. Raises Conflict where there is none."""
    access.must_work(ctx.actor, task, live.case)
    targets = return_targets(ctx.session, live, task)
    if not targets:
        raise Conflict("前面没有可以退回的步骤。", code="cannot_return")
    return targets


def return_targets(session: Session, live: Live, task: Task) -> list[tuple[str, str]]:
    """Earlier steps of the same scope that were completed and lead here: node and title, the latest first."""
    allowed = live.running.flow.return_targets(task.node)
    query = (sa.select(Task.node, Task.title).where(Task.case_id == task.case_id, Task.state == "done",
             Task.scope == task.scope, Task.node.in_(allowed)).order_by(Task.ended_at.desc(), Task.id.desc()))
    return list(dict.fromkeys((node, title) for node, title in session.execute(query)))


def go_back(ctx: Context, live: Live, task: Task, to: str, straight_back: bool, tag: Tag, reason: str) -> None:
    """Cancel the task and open the earlier one for whoever did it; its answers come back as its draft."""
    snapshot = must_run(live)
    try:
        step = ctx.house.engine.jump(live.running.flow, snapshot, task.ref, to, straight_back=straight_back,
                                     ask=port(ctx, live.case.id, live.case.subject_id))
    except NotOpen as refused:
        raise Conflict("这一步现在不能退回。", code="cannot_return") from refused
    before = _last_done(ctx.session, task, to)
    ctx.rows.set(task, state="cancelled", ended_at=ctx.now, assignee_id=ctx.actor.person_id)
    ctx.trail.write(tag, live.case, after={"task": task.id, "node": task.node, "to": to, "reason": reason,
                                           "straight_back": straight_back})
    live.tasks.remove(task)
    for opened in advance(ctx, live, step, by=task):
        if opened.node == to and before is not None:
            ctx.rows.set(opened, note=reason[:300], saved=before.answers, assignee_id=before.assignee_id)


def _last_done(session: Session, task: Task, node: str) -> Task | None:
    query = (sa.select(Task).where(Task.case_id == task.case_id, Task.state == "done", Task.node == node,
             Task.scope == task.scope).order_by(Task.ended_at.desc(), Task.id.desc()).limit(1))
    return session.scalars(query).one_or_none()
