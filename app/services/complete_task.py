"""Complete a task: the answers are checked, the flow takes one step, the rows follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.tags import Tag
from app.engine import NotOpen
from app.errors import Conflict
from app.models import Task
from app.procedures import Form
from app.services import access, separations
from app.services.advance import advance
from app.services.answers import sealed, steering, take, use_uploads
from app.services.context import Context
from app.services.live import Live
from app.services.lock import lock_task, must_run
from app.services.operations import port
from app.services.world import world_of


def complete_task(ctx: Context, *, task_id: int, answers: Mapping[str, Any],
                  version: int | None = None) -> dict[str, Any]:
    """Returns `{case, open_tasks}`: the number and the ids of the tasks that are open now.

    Raises Conflict (already done, by whom and when), NotAllowed, Invalid with a sentence a field. A task of a group is
    claimed by being completed.
    """
    live, task = lock_task(ctx, task_id, version)
    must_complete(ctx, live, task)
    form = form_of(live, task)
    clean = take(form, answers, world_of(ctx, live, task))
    use_uploads(ctx, live.case, form, clean)
    finish(ctx, live, task, form, clean)
    return {"case": live.case.number, "open_tasks": [t.id for t in live.tasks]}


def must_complete(ctx: Context, live: Live, task: Task) -> None:
    access.must_work(ctx.actor, task, live.case)
    separations.must_be_apart(ctx, live, task)


def form_of(live: Live, task: Task) -> Form:
    return live.running.procedure.forms[task.form]


def finish(ctx: Context, live: Live, task: Task, form: Form, clean: Mapping[str, Any]) -> None:
    """Step the flow past a task whose answers are in order."""
    snapshot = must_run(live)
    salt, digest = sealed(clean)
    ctx.rows.set(task, state="done", ended_at=ctx.now, saved=None, assignee_id=ctx.actor.person_id,
                 first_seen_at=task.first_seen_at or ctx.now, answers=dict(clean), salt=salt)
    ctx.trail.write(Tag.TASK_COMPLETED, live.case, after={"task": task.id, "node": task.node, "item": task.item,
                                                          "answers": digest})
    live.tasks.remove(task)
    try:
        step = ctx.house.engine.complete(live.running.flow, snapshot, task.ref, steering(form, clean),
                                         ask=port(ctx, live.case.id, live.case.subject_id))
    except NotOpen as gone:
        raise Conflict("这项待办已经办过了。") from gone
    advance(ctx, live, step, by=task)
