"""Steps the flow past a task that is done: the one end of completing it, whoever had the last word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.tags import Tag
from app.engine import NotOpen
from app.errors import Conflict
from app.evidence import chain
from app.models import Task
from app.services.advance import advance
from app.services.context import Context
from app.services.live import Live
from app.services.lock import must_run
from app.services.operations import port


def step_past(ctx: Context, live: Live, task: Task, answers: Mapping[str, Any], steering: Mapping[str, Any],
              by: Mapping[str, Any]) -> None:
    """`answers` stay with the task, `steering` goes into the flow; `by`: assignee_id and for_id of who did it."""
    snapshot = must_run(live)
    salt, digest = chain.sealed(answers)
    ctx.rows.set(task, state="done", ended_at=ctx.now, saved=None, first_seen_at=task.first_seen_at or ctx.now,
                 answers=dict(answers), salt=salt, **by)
    ctx.trail.write(Tag.TASK_COMPLETED, live.case, after={"task": task.id, "node": task.node, "item": task.item,
                                                          "answers": digest})
    live.tasks.remove(task)
    try:
        step = ctx.house.engine.complete(live.running.flow, snapshot, task.ref, dict(steering),
                                         ask=port(ctx, live.case.id, live.case.subject_id))
    except NotOpen as gone:
        raise Conflict("这项待办已经办过了。") from gone
    advance(ctx, live, step, by=task)
