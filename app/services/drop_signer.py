"""Ask one less to sign (减签), who has not signed yet; with a reason, and never the last one of a drawing's signing."""

from __future__ import annotations

from typing import Any

from app.domain.tags import Tag
from app.errors import Conflict, Invalid
from app.models import Hand, Task
from app.procedures.signing import MODES
from app.services import seats, signing
from app.services.context import Context
from app.services.live import Live
from app.services.lock import lock_task
from app.services.reasons import written


def drop_signer(ctx: Context, *, task_id: int, signer: int | str, reason: str,
                version: int | None = None) -> dict[str, Any]:
    """`signer` is the id of a row of the task's `signers`. Returns `{case, open_tasks}`: where only this opinion was
    missing, the task is done. Raises Conflict for one who has signed meanwhile."""
    live, task = lock_task(ctx, task_id, version)
    must_drop_signer(ctx, live, task)
    why = written(reason, "请写明减签的理由。")
    hand = _named(live, task, signer)
    ctx.rows.set(hand, state="dropped", ended_at=ctx.now)
    ctx.trail.write(Tag.TASK_SIGNER_DROPPED, live.case, after={
        "task": task.id, "node": task.node, "hand": hand.id, "person": hand.person_id,
        "organisation": hand.organisation_id, "reason": why})
    signing.settle(ctx, live, task)
    return {"case": live.case.number, "open_tasks": [t.id for t in live.tasks]}


def must_drop_signer(ctx: Context, live: Live, task: Task) -> None:
    seats.must_hold(ctx, live, task)
    waiting, done = seats.waiting_for(live, task), [h for h in live.hands_of(task) if h.state == "done"]
    if not waiting:
        raise Conflict("没有还没签的会签人。", code="nobody_waits")
    if task.signing in MODES and len(waiting) == 1 and not any(h.place == "drawn" for h in done):
        raise Conflict("会签至少要有一人签，最后一个不能减。", code="last_signer")


def _named(live: Live, task: Task, signer: int | str) -> Hand:
    found = next((h for h in live.hands_of(task) if h.kind == "sign" and str(h.id) == str(signer)), None)
    if found is None:
        raise Invalid({"signer": ["请从还没签的会签人里选一个。"]})
    if found.state == "done":
        raise Conflict(f"{seats.name_of(found)}已经签署了意见，不能减签。", by=seats.name_of(found), at=found.ended_at)
    if found.state == "dropped":
        raise Conflict("这位会签人已经减去了。", at=found.ended_at)
    return found
