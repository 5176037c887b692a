"""Send a task back to an earlier step (退回), with a reason; `straight_back` skips the way between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.tags import Tag
from app.engine import NotOpen
from app.errors import Conflict, Invalid
from app.models import Document, Task, TrailRow
from app.services import hands, seats
from app.services.advance import advance
from app.services.answered import done_tasks
from app.services.context import Context
from app.services.live import Live
from app.services.lock import lock_task, must_run
from app.services.operations import port
from app.services.reasons import written

REGISTERS = "case:register:"


@dataclass(frozen=True)
class Target:
    """An earlier step that one may go back to. `last` is the task that did it; `around` the part left as a whole."""

    node: str
    title: str
    last: Task
    around: str = ""


def return_task(ctx: Context, *, task_id: int, to: str, reason: str, straight_back: bool = False,
                version: int | None = None) -> dict[str, Any]:
    """`to` is a node of `return_to`. Returns `{case, open_tasks}`. Raises Invalid for a step one cannot go back to."""
    live, task = lock_task(ctx, task_id, version)
    targets = must_return(ctx, live, task)
    why = written(reason, "请写明退回的理由。")
    target = next((one for one in targets if one.node == to), None)
    if target is None:
        raise Invalid({"to": ["不能退回到这一步，请从可退回的步骤里选。"]})
    go_back(ctx, live, task, target.last, straight_back, Tag.TASK_RETURNED, why)
    return {"case": live.case.number, "open_tasks": [t.id for t in live.tasks]}


def must_return(ctx: Context, live: Live, task: Task) -> list[Target]:
    """The steps that it may go back to. Raises Conflict where there is none."""
    seats.must_hold(ctx, live, task)
    targets = return_targets(ctx.session, live, task)
    if not targets:
        raise Conflict("前面没有可以退回的步骤。", code="cannot_return")
    return targets


def return_targets(session: Session, live: Live, task: Task) -> list[Target]:
    """Earlier steps that were done and lead here, the latest first: of the same scope, then of the scopes around it
    that may be left as a whole. What came of a step that no sending back undoes (a letter to the subject, a change of
    a register) closes the way to it: that is put right by a correction.
    """
    flow, ways = live.running.flow, [(task.scope, task.node), *(task.ways or ())]
    wanted = {(scope, node): around for scope, around in ways for node in flow.return_targets(around)}
    if not wanted:
        return []
    query = done_tasks(task.case_id, {node for _, node in wanted})
    done: dict[str, Task] = {}
    for one in session.scalars(query):
        if (one.scope, one.node) in wanted:
            done.setdefault(one.node, one)
    title = live.running.procedure.node_title
    return [Target(one.node, one.title, one, title(around) if around != task.node else "")
            for one in _undone(session, live, done.values()) for around in [wanted[one.scope, one.node]]]


def _undone(session: Session, live: Live, done: Iterable[Task]) -> list[Task]:
    """Those after whose completion the trail tells of nothing that went out of the organs."""
    if not done:
        return []
    letters = _letters_out(session, live)
    query = (sa.select(TrailRow.what, TrailRow.after).where(TrailRow.stream == live.case.id, sa.or_(
             TrailRow.what.in_((Tag.TASK_COMPLETED, Tag.DOCUMENT_ISSUED)), TrailRow.what.startswith(REGISTERS)))
             .order_by(TrailRow.n.desc()))
    since: set[int] = set()
    for what, after in session.execute(query):
        if what == Tag.TASK_COMPLETED:
            since.add((after or {}).get("task", 0))
        elif what != Tag.DOCUMENT_ISSUED or (after or {}).get("document") in letters:
            break
    return [one for one in done if one.id in since]


def _letters_out(session: Session, live: Live) -> frozenset[str]:
    """Letters to the subject. One of what runs beside (an extension, a further request) says nothing of the steps."""
    query = sa.select(Document.key).where(Document.case_id == live.case.id, Document.to_subject,
                                          Document.node.not_in(live.running.flow.beside))
    return frozenset(session.scalars(query))


def go_back(ctx: Context, live: Live, task: Task, last: Task, straight_back: bool, tag: Tag, reason: str) -> None:
    """Cancel the task and open again what `last` did, for whoever did it; its answers come back as its draft."""
    snapshot, to = must_run(live), last.node
    try:
        step = ctx.house.engine.jump(live.running.flow, snapshot, task.ref, to, straight_back=straight_back,
                                     ask=port(ctx, live.case.id, live.case.subject_id))
    except NotOpen as refused:
        raise Conflict("这一步现在不能退回。", code="cannot_return") from refused
    hands.close(ctx, live, task)
    ctx.rows.set(task, state="cancelled", ended_at=ctx.now, assignee_id=ctx.actor.person_id)
    ctx.trail.write(tag, live.case, after={"task": task.id, "node": task.node, "to": to, "reason": reason,
                                           "straight_back": straight_back})
    live.tasks.remove(task)
    for opened in advance(ctx, live, step, by=task):
        if opened.node == to:
            ctx.rows.set(opened, note=reason, saved=last.answers, assignee_id=_again(live, last))


def _again(live: Live, last: Task) -> int | None:
    """Whoever did it, or the absent person whose work it was; nobody who has stepped aside since."""
    person_id = last.for_id or last.assignee_id
    return None if person_id in (live.case.recused or ()) else person_id
