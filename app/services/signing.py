"""What a signature brings about (会签, 加签): whose turn it is, when the rule is met, what the flow is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.tags import Tag
from app.evidence import chain
from app.models import Hand, Task
from app.procedures.signing import AGREED, DISAGREE, DISSENT, MODES, OPINION
from app.services.answers import steering
from app.services.context import Context
from app.services.hands import ask, close, declared, tell
from app.services.live import Live
from app.services.seats import Seat, waiting_for
from app.services.stepping import step_past


def sign(ctx: Context, live: Live, task: Task, seat: Seat, clean: Mapping[str, Any]) -> None:
    """One opinion, with the name of who gave it; the last one needed completes the task."""
    assert seat.hand is not None
    salt, digest = chain.sealed(clean)
    ctx.rows.set(seat.hand, state="done", ended_at=ctx.now, person_id=ctx.actor.person_id,
                 for_id=ctx.actor.acting_for_id, opinion=str(clean[OPINION]), answers=dict(clean), salt=salt,
                 saved=None)
    ctx.trail.write(Tag.TASK_SIGNED, live.case, after={"task": task.id, "node": task.node, "hand": seat.hand.id,
                                                       "opinion": seat.hand.opinion, "answers": digest})
    if task.first_seen_at is None:
        ctx.rows.set(task, first_seen_at=ctx.now)
    settle(ctx, live, task, seat.hand)


def settle(ctx: Context, live: Live, task: Task, last: Hand | None = None) -> None:
    """Go on where the rule is met: to the next in turn, back to the holder, past the task. `last`: who just signed."""
    if task.signing in MODES:
        _settle_drawn(ctx, live, task)
    elif task.answers is not None and last is not None and last.opinion == DISAGREE:
        _back_to_holder(ctx, live, task)
    elif task.answers is not None and not waiting_for(live, task):
        _settle_asked(ctx, live, task, last)
    elif last is not None and not waiting_for(live, task):
        tell(ctx, live, task, task.assignee_id, "signed")


def _settle_drawn(ctx: Context, live: Live, task: Task) -> None:
    signers = [hand for hand in live.hands_of(task) if hand.kind == "sign" and hand.state != "dropped"]
    done = [hand for hand in signers if hand.state == "done"]
    if done and (task.signing == "any" or len(done) == len(signers)):
        close(ctx, live, task)
        signing = declared(live, task.node)
        assert signing is not None
        result = {signing.result: DISSENT if any(hand.opinion == DISAGREE for hand in done) else AGREED}
        step_past(ctx, live, task, result, result, {})
    elif not any(hand.state == "open" for hand in signers):
        following = min((hand for hand in signers if hand.state == "waiting"), key=lambda hand: hand.n)
        ctx.rows.set(following, state="open")
        ask(ctx, live, following)


def _settle_asked(ctx: Context, live: Live, task: Task, last: Hand | None) -> None:
    """All who were asked after the holder agree; where the last was dropped instead, the holder decides anew."""
    if last is None:
        _back_to_holder(ctx, live, task)
        return
    form = live.running.procedure.forms[task.form]
    answers = task.answers or {}
    step_past(ctx, live, task, answers, steering(form, answers), {})


def _back_to_holder(ctx: Context, live: Live, task: Task) -> None:
    """What was put to the signers is a draft again; who has not signed waits for the next one."""
    for hand in waiting_for(live, task):
        ctx.rows.set(hand, state="waiting")
    ctx.rows.set(task, saved=task.answers, answers=None, salt=None)
    tell(ctx, live, task, task.assignee_id, "signed")


def open_after(ctx: Context, live: Live, task: Task) -> None:
    """The holder has had their word: those asked for after it are asked now."""
    for hand in waiting_for(live, task):
        ctx.rows.set(hand, state="open")
        ask(ctx, live, hand)
