"""Give a claimed task back to its group (退签); a signer's part to the post, a delegate's to the delegator."""

from __future__ import annotations

from typing import Any

from app.domain.tags import Tag
from app.errors import Conflict
from app.models import Task
from app.services import hands, seats
from app.services.context import Context
from app.services.lanes import named_alone
from app.services.live import Live
from app.services.lock import lock_task
from app.services.seats import Seat


def release_task(ctx: Context, *, task_id: int, version: int | None = None) -> dict[str, Any]:
    """Returns `{id}`. What was filled in so far stays with the task. Raises Conflict where it was not claimed."""
    live, task = lock_task(ctx, task_id, version)
    seat = must_release(ctx, live, task)
    if seat.hand is None:
        task.assignee_id = None
    elif seat.kind == "signer":
        ctx.rows.set(seat.hand, person_id=None)
    else:
        ctx.rows.set(seat.hand, state="dropped", ended_at=ctx.now)
        hands.tell(ctx, live, task, seat.hand.asked_by, "drafted")
    ctx.trail.write(Tag.TASK_RELEASED, live.case, after={"task": task.id, "node": task.node, **hands.which(seat.hand)})
    return {"id": task.id}


def must_release(ctx: Context, live: Live, task: Task) -> Seat:
    """Four eyes keep nobody from giving a task away."""
    found = seats.aside(ctx, live, task)
    if found is not None:
        if found.hand is not None and found.hand.place in ("before", "after"):
            raise Conflict("请您签署意见的人点了您的名，不能退签；不宜签的，请对方减签。", code="named")
        if found.hand is not None and found.hand.person_id is None:
            raise Conflict("这份会签还没有人签收，不用退签。", code="not_claimed")
        return found
    seat = seats.holder(ctx, live, task)
    if task.assignee_id is None:
        raise Conflict("这项待办还没有人签收，不用退签。", code="not_claimed")
    if named_alone(live, task):
        raise Conflict("这项待办指定由您一人办理，不能退给别人。", code="not_released")
    if task.answers is not None:
        raise Conflict("已经送会签，签完自动办结；要拿回来，请先减签。", code="signing")
    return seat
