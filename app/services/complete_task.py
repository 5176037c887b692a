"""Complete a task, each from their seat: its holder steps the flow on, a signer signs, a delegate answers back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.tags import Tag
from app.evidence import chain
from app.models import Task
from app.procedures import Form
from app.procedures.signing import FORM as SIGNATURE
from app.services import hands, seats, signing
from app.services.answers import steering, take, use_uploads
from app.services.context import Context
from app.services.live import Live
from app.services.lock import lock_task
from app.services.seats import Seat
from app.services.stepping import step_past
from app.services.world import world_of


def complete_task(ctx: Context, *, task_id: int, answers: Mapping[str, Any],
                  version: int | None = None) -> dict[str, Any]:
    """Returns `{case, open_tasks}`: the number and the ids of the tasks that are open now.

    Raises Conflict (already done, by whom and when), NotAllowed, Invalid with a sentence a field. A task of a group is
    claimed by being completed.
    """
    live, task = lock_task(ctx, task_id, version)
    seat = seats.must_complete(ctx, live, task)
    form = form_of(live, task, seat)
    clean = take(form, answers, world_of(ctx, live, task))
    use_uploads(ctx, live.case, form, clean)
    if seat.kind == "signer":
        signing.sign(ctx, live, task, seat, clean)
    elif seat.kind == "delegate":
        _hand_back(ctx, live, task, seat, answers)
    else:
        _complete(ctx, live, task, form, clean)
    return {"case": live.case.number, "open_tasks": [t.id for t in live.tasks]}


def form_of(live: Live, task: Task, seat: Seat | None) -> Form:
    """Who was asked for an opinion by a colleague has the house's own form, everybody else the task's."""
    asked = seat is not None and seat.hand is not None and seat.hand.kind == "sign" and seat.hand.place != "drawn"
    return live.running.procedure.forms[SIGNATURE if asked else task.form]


def _complete(ctx: Context, live: Live, task: Task, form: Form, clean: Mapping[str, Any]) -> None:
    """The holder's word; it waits where signers were asked for after it."""
    by = {"assignee_id": ctx.actor.person_id, "for_id": ctx.actor.acting_for_id}
    if any(hand.place == "after" for hand in seats.waiting_for(live, task)):
        salt, digest = chain.sealed(clean)
        ctx.rows.set(task, answers=dict(clean), salt=salt, saved=None, **by)
        ctx.trail.write(Tag.TASK_PUT_TO_SIGNERS, live.case, after={"task": task.id, "node": task.node,
                                                                   "answers": digest})
        signing.open_after(ctx, live, task)
    else:
        step_past(ctx, live, task, clean, steering(form, clean), by)


def _hand_back(ctx: Context, live: Live, task: Task, seat: Seat, answers: Mapping[str, Any]) -> None:
    """The draft is the delegator's again, who reads it and completes; it has to be whole."""
    assert seat.hand is not None
    ctx.rows.set(seat.hand, state="done", ended_at=ctx.now, person_id=ctx.actor.person_id,
                 for_id=ctx.actor.acting_for_id)
    ctx.rows.set(task, saved=dict(answers))
    ctx.trail.write(Tag.TASK_DRAFTED, live.case, after={"task": task.id, "node": task.node,
                                                        "person": seat.hand.asked_by})
    hands.tell(ctx, live, task, seat.hand.asked_by, "drafted")
