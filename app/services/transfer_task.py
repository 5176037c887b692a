"""Hand a task to another person who may do it (转办), with a reason."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.tags import Tag
from app.errors import Conflict, Invalid, NotAllowed
from app.models import Person, Post, Task
from app.services import access, hands, seats
from app.services.context import Context
from app.services.live import Live
from app.services.lock import lock_task
from app.services.reasons import written


def transfer_task(ctx: Context, *, task_id: int, to: str, reason: str, version: int | None = None) -> dict[str, Any]:
    """`to` is a login. Returns `{id, assignee}`. Raises Invalid for a reason or person that will not do."""
    live, task = lock_task(ctx, task_id, version)
    must_hand_over(ctx, live, task)
    why = written(reason, "请写明转办的理由。")
    receiver = find_candidate(ctx, live, task, to)
    if receiver.id == task.assignee_id:
        raise Conflict("这项待办已经在这个人手里。", code="same_person")
    hands.end_delegation(ctx, live, task)
    before, task.assignee_id = {"assignee": task.assignee_id}, receiver.id
    ctx.trail.write(Tag.TASK_TRANSFERRED, live.case, before=before,
                    after={"task": task.id, "node": task.node, "assignee": receiver.id, "reason": why})
    ctx.send("notice", {"what": "transferred", "to": receiver.login, "title": task.title}, live.case)
    return {"id": task.id, "assignee": receiver.login}


def must_hand_over(ctx: Context, live: Live, task: Task) -> None:
    """Who holds the task, any of its group while nobody does, the head of its organ and the supervisor."""
    if task.state == "open" and access.is_head(ctx.actor, task):
        return
    seats.holder(ctx, live, task)
    if task.role == access.SUBJECT:
        raise NotAllowed("请申请人办理的事，不能转办。")


def post_holders(session: Session, task: Task) -> list[Person]:
    """People who hold the task's post now, by name."""
    query = (sa.select(Person).join(Post, Post.person_id == Person.id)
             .where(Post.role == task.role, Post.organisation_id == task.organisation_id, Post.ended_at.is_(None),
                    Person.disabled_at.is_(None)).order_by(Person.name))
    return list(session.scalars(query).unique())


def candidates(ctx: Context, live: Live, task: Task) -> list[Person]:
    """Of these, who has not stepped aside and keeps to the four eyes."""
    return [p for p in post_holders(ctx.session, task) if seats.is_able(ctx, live, task, p, task.organisation_id)]


def find_candidate(ctx: Context, live: Live, task: Task, login: str) -> Person:
    found = next((p for p in post_holders(ctx.session, task) if p.login == login), None)
    if found is None:
        raise Invalid({"to": ["这个人不在能办这件事的岗位上，请另选一人。"]})
    seats.must_be_able(ctx, live, task, found, task.organisation_id)
    return found
