"""Hand a leaver's open tasks to somebody of the same post in one move (交接)."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import Conflict, Invalid, NotFound
from app.models import Case, Person, Task
from app.services.administering import must_keep_people
from app.services.context import Context
from app.services.leaving import held_open


@dataclass(frozen=True)
class HandedOver:
    """`left`: tasks of posts that the receiver does not hold; they stay where they were."""

    moved: int
    left: int


def hand_over_tasks(ctx: Context, *, login: str, to: str, reason: str) -> HandedOver:
    """Raises NotFound for an unknown leaver, Invalid without a reason or a working receiver, Conflict where the
    receiver can take none of them."""
    must_keep_people(ctx)
    leaver, receiver = _person(ctx, login), _person(ctx, to) if to else None
    if leaver is None:
        raise NotFound(f"没有这个用户：{login}")
    if receiver is None or receiver.disabled_at is not None or receiver.id == leaver.id:
        raise Invalid({"to": ["请选择一位在岗的人接手。"]})
    if not reason.strip():
        raise Invalid({"reason": ["请写明交接的理由。"]})
    held = held_open(ctx, leaver.id)
    fit = [(task, case) for task, case in held if _fits(task, case, receiver)]
    if held and not fit:
        raise Conflict(f"{receiver.name}没有这些待办要的岗位，一件也接不了。请另选一人。", code="no_fit")
    for task, case in fit:
        _give(ctx, task, case, receiver, reason.strip())
    ctx.trail.write(Tag.PERSON_CHANGED, after={"person": leaver.id, "handed_over_to": receiver.id, "tasks": len(fit)})
    return HandedOver(len(fit), len(held) - len(fit))


def _person(ctx: Context, login: str) -> Person | None:
    return ctx.session.scalar(sa.select(Person).where(Person.login == login))


def _fits(task: Task, case: Case, receiver: Person) -> bool:
    """Four eyes are asked when the receiver acts; from a case that they stepped aside from they get nothing."""
    posts = {(post.role, post.organisation_id) for post in receiver.posts if post.ended_at is None}
    return receiver.id not in (case.recused or ()) and (task.role, task.organisation_id) in posts


def _give(ctx: Context, task: Task, case: Case, receiver: Person, reason: str) -> None:
    before, task.assignee_id = {"assignee": task.assignee_id}, receiver.id
    ctx.trail.write(Tag.TASK_TRANSFERRED, case, before=before,
                    after={"task": task.id, "node": task.node, "assignee": receiver.id, "reason": reason})
    ctx.send("notice", {"what": "transferred", "to": receiver.login, "title": task.title}, case)
