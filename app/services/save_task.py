"""Keep what is filled in so far; it is checked only when the task is completed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.tags import Tag
from app.errors import Invalid
from app.evidence import chain
from app.models import Task
from app.services import seats
from app.services.context import Context
from app.services.live import Live
from app.services.lock import lock_task
from app.services.seats import Seat
from app.services.verb import housekeeping

MOST = 200_000  # bytes of a draft


@housekeeping
def save_task(ctx: Context, *, task_id: int, answers: Mapping[str, Any], version: int | None = None) -> dict[str, Any]:
    """Returns `{id}`. Saving takes an unclaimed task; a draft itself is nobody's act and leaves no trace.

    Raises Invalid for what is no object or too large, Conflict and NotAllowed like completing.
    """
    live, task = lock_task(ctx, task_id, version)
    seat = must_save(ctx, live, task)
    if not isinstance(answers, Mapping):
        raise Invalid("答案要写成一个对象。")
    if len(chain.canonical(answers)) > MOST:
        raise Invalid("草稿太大，请减少文字后再存。")
    if seat.kind == "signer":
        _keep_opinion(ctx, live, task, seat, answers)
    else:
        if task.assignee_id is None:
            task.assignee_id = ctx.actor.worker_id
            ctx.trail.write(Tag.TASK_CLAIMED, live.case, after={"task": task.id, "node": task.node})
        task.saved = dict(answers)
    return {"id": task.id}


def must_save(ctx: Context, live: Live, task: Task) -> Seat:
    return seats.must_fill(ctx, live, task)


def _keep_opinion(ctx: Context, live: Live, task: Task, seat: Seat, answers: Mapping[str, Any]) -> None:
    """A signer's draft lies beside the task; whoever begins one signs for the organ."""
    assert seat.hand is not None
    if seat.hand.person_id is None:
        ctx.rows.set(seat.hand, person_id=ctx.actor.worker_id)
        ctx.trail.write(Tag.TASK_CLAIMED, live.case, after={"task": task.id, "node": task.node, "hand": seat.hand.id})
    ctx.rows.set(seat.hand, saved=dict(answers))
