"""Ask one more to sign (加签): before or after the holder's own word, or beside those whom the drawing asks."""

from __future__ import annotations

from typing import Any

from app.domain.tags import Tag
from app.errors import Invalid, NotAllowed
from app.models import Hand, Task
from app.procedures.signing import MODES
from app.services import access, hands, seats
from app.services.colleagues import find, possible_signers
from app.services.context import Context
from app.services.live import Live
from app.services.lock import lock_task
from app.services.reasons import written

PLACES = ("before", "after")


def add_signer(ctx: Context, *, task_id: int, to: str, reason: str, place: str = "before",
               version: int | None = None) -> dict[str, Any]:
    """`to` is a login, of any organ; `place` says whether they sign before the holder completes or after it, and makes
    no difference where the drawing asks for signers. Returns `{id, signer}`: the task and the row of the signer."""
    live, task = lock_task(ctx, task_id, version)
    must_add_signer(ctx, live, task)
    why = written(reason, "请写明请谁会签、为什么。")
    if place not in PLACES:
        raise Invalid({"place": ["请选择在您办结之前签，还是之后签。"]})
    if place == "before" and task.answers is not None:
        raise Invalid({"place": ["您已经办结、正在等会签，只能加在之后。"]})
    unfit = "这个人不在岗、需要回避，或者已经在会签人里，请另选一人。"
    person, post = find(possible_signers(ctx, live, task), to, unfit)
    hand = _new(ctx, live, task, place)
    hand.role, hand.organisation_id, hand.person_id, hand.reason = post.role, post.organisation_id, person.id, why[:300]
    ctx.rows.set(task, assignee_id=task.assignee_id or ctx.actor.worker_id, signing=task.signing or hands.ASKED)
    hands.add(ctx, live, hand)
    ctx.trail.write(Tag.TASK_SIGNER_ADDED, live.case, after={"task": task.id, "node": task.node, "person": person.id,
                                                             "place": hand.place, "reason": why})
    return {"id": task.id, "signer": hand.id}


def must_add_signer(ctx: Context, live: Live, task: Task) -> None:
    seats.must_hold(ctx, live, task)
    if task.role == access.SUBJECT:
        raise NotAllowed("请申请人办理的事，不能加签。")


def _new(ctx: Context, live: Live, task: Task, place: str) -> Hand:
    """Whose turn it is when they are asked: at once, but behind the holder's word or at the end of a sequence."""
    drawn = task.signing in MODES
    later = task.signing == "sequence" if drawn else place == "after" and task.answers is None
    last = max((hand.n for hand in live.hands_of(task)), default=0)
    return Hand(task_id=task.id, kind="sign", place="drawn" if drawn else place, n=last + 1,
                state="waiting" if later else "open", asked_by=ctx.actor.worker_id, asked_at=ctx.now)
