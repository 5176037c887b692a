"""Step aside from a case (回避), or order somebody of one's organ to. Takes effect at once; the head decides on it."""

from __future__ import annotations

from typing import Any

from app.domain.tags import Tag
from app.errors import Conflict, NotAllowed
from app.models import Recusal, Task
from app.services import access, recusals, seats
from app.services.context import Context
from app.services.live import Live
from app.services.lock import lock_task
from app.services.reasons import written


def recuse(ctx: Context, *, task_id: int, ground: str, reason: str, person: str | None = None,
           version: int | None = None) -> dict[str, Any]:
    """Without `person` the actor steps aside: 公务员法77, 本人应当申请回避; the case is closed for them while the head
    decides. With `person`, a login of the task's organ, the head decides without a request. Returns `{id, state}`."""
    live, task = lock_task(ctx, task_id, version)
    must_recuse(ctx, live, task)
    why, on = written(reason, "请写明回避的理由。"), recusals.known_ground(ground)
    row = Recusal(case_id=live.case.id, organisation_id=task.organisation_id, ground=on, reason=why, by="self",
                  asked_by=ctx.actor.person_id, person_id=ctx.actor.person_id, asked_at=ctx.now, state="asked")
    if person:
        _order(ctx, live, task, row, person, why)
    else:
        _must_be_own(ctx, live, task)
    assert row.person_id is not None
    ctx.rows.add(row)
    recusals.close_for(ctx, live, row.person_id)
    ctx.trail.write(Tag.TASK_RECUSED, live.case, after={"task": task.id, "node": task.node, "person": row.person_id,
                                                        "recusal": row.id, "ground": on, "reason": why})
    if row.state == "asked":
        ctx.send("notice", {"what": "recusal", "organisation": row.organisation_id, "title": task.title}, live.case)
    return {"id": row.id, "state": row.state}


def must_recuse(ctx: Context, live: Live, task: Task) -> None:
    seats.must_be_open(ctx, live, task)
    if task.role == access.SUBJECT:
        raise NotAllowed("请申请人办理的事，不用回避。")
    if not access.is_head(ctx.actor, task):
        _must_be_own(ctx, live, task)


def _must_be_own(ctx: Context, live: Live, task: Task) -> None:
    """One steps aside from work that could be one's own, whoever holds it now."""
    own = ctx.actor.holds(task.role, task.organisation_id) is not None
    if not own and not any(hand.person_id == ctx.actor.person_id for hand in live.hands_of(task)):
        raise NotAllowed("这项待办不由您办理，不用回避。")


def _order(ctx: Context, live: Live, task: Task, row: Recusal, person: str, why: str) -> None:
    found = recusals.officer_of(ctx, task.organisation_id, person)
    if found.id in (live.case.recused or ()):
        raise Conflict(f"{found.name}已经回避。", code="recused")
    row.person_id, row.by, row.state = found.id, "head", "granted"
    row.decided_by, row.decided_at, row.decision = ctx.actor.person_id, ctx.now, why
    recusals.must_decide(ctx, Recusal(organisation_id=row.organisation_id, person_id=found.id, asked_by=None))
