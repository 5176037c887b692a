"""Hand a leaver's open tasks to somebody of the same post in one move (交接)."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import Conflict, Invalid, NotFound
from app.models import Case, Person, Task
from app.services.add_person import must_administer
from app.services.context import Context
from app.services.transfer_task import post_holders


@dataclass(frozen=True)
class HandedOver:
    """`left`: tasks of posts that the receiver does not hold; they stay where they were."""

    moved: int
    left: int


def hand_over_tasks(ctx: Context, *, login: str, to: str, reason: str) -> HandedOver:
    """Raises NotFound for an unknown leaver, Invalid without a reason or a working receiver, Conflict where the
    receiver can take none of them."""
    must_administer(ctx)
    leaver, receiver = _person(ctx, login), _person(ctx, to) if to else None
    if leaver is None:
        raise NotFound(f"没有这个用户：{login}")
    if receiver is None or receiver.disabled_at is not None or receiver.id == leaver.id:
        raise Invalid({"to": ["请选择一位在岗的人接手。"]})
    if not reason.strip():
        raise Invalid({"reason": ["请写明交接的理由。"]})
    tasks = _locked_tasks(ctx, leaver)
    fit = [task for task in tasks if _fits(ctx, task, receiver)]
    if tasks and not fit:
        raise Conflict(f"{receiver.name}没有这些待办要的岗位，一件也接不了。请另选一人。", code="no_fit")
    for task in fit:
        _give(ctx, task, receiver, reason.strip())
    ctx.trail.write(Tag.PERSON_CHANGED, after={"person": leaver.id, "handed_over_to": receiver.id, "tasks": len(fit)})
    return HandedOver(len(fit), len(tasks) - len(fit))


def _person(ctx: Context, login: str) -> Person | None:
    return ctx.session.scalar(sa.select(Person).where(Person.login == login))


def _locked_tasks(ctx: Context, leaver: Person) -> list[Task]:
    """Each case is locked before its trail is written, like any other act on it."""
    ids = ctx.session.scalars(sa.select(Task.case_id).where(Task.assignee_id == leaver.id, Task.state == "open"))
    ctx.session.scalars(sa.select(Case).where(Case.id.in_(sorted(set(ids)))).order_by(Case.id)
                        .with_for_update(of=Case)).all()
    query = sa.select(Task).where(Task.assignee_id == leaver.id, Task.state == "open").order_by(Task.id)
    return list(ctx.session.scalars(query))


def _fits(ctx: Context, task: Task, receiver: Person) -> bool:
    """Four eyes are asked when the receiver acts; from a case that they stepped aside from they get nothing."""
    recused = ctx.session.get_one(Case, task.case_id).recused or ()
    return receiver.id not in recused and receiver.id in {p.id for p in post_holders(ctx.session, task)}


def _give(ctx: Context, task: Task, receiver: Person, reason: str) -> None:
    before, task.assignee_id = {"assignee": task.assignee_id}, receiver.id
    case = ctx.session.get_one(Case, task.case_id)
    ctx.trail.write(Tag.TASK_TRANSFERRED, case, before=before,
                    after={"task": task.id, "node": task.node, "assignee": receiver.id, "reason": reason})
    ctx.send("notice", {"what": "transferred", "to": receiver.login, "title": task.title}, case)
