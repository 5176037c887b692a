"""What somebody holds open who leaves a post, or the house: it goes back to its groups, or to another."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.tags import Tag
from app.models import Case, Hand, Post, Task
from app.services.context import Context


def held_open(ctx: Context, person_id: int, post: Post | None = None) -> list[tuple[Task, Case]]:
    """Tasks in a person's hands (by one post). Each case is locked before its trail is written, like any other act."""
    mine = sa.and_(Task.assignee_id == person_id, Task.state == "open")
    if post is not None:
        mine = sa.and_(mine, Task.role == post.role, Task.organisation_id == post.organisation_id)
    ids = sorted(set(ctx.session.scalars(sa.select(Task.case_id).where(mine))))
    cases = {case.id: case for case in ctx.session.scalars(
        sa.select(Case).where(Case.id.in_(ids)).order_by(Case.id).with_for_update(of=Case))}
    return [(task, cases[task.case_id]) for task in ctx.session.scalars(sa.select(Task).where(mine).order_by(Task.id))]


def free(ctx: Context, person_id: int, because: str, post: Post | None = None) -> int:
    """Back to the groups; returns how many tasks. Who leaves signs no more: whoever holds the same post may, and what
    was delegated to them is the delegator's."""
    held = held_open(ctx, person_id, post)
    for task, case in held:
        task.assignee_id = None
        ctx.trail.write(Tag.TASK_RELEASED, case, after={"task": task.id, "node": task.node, "because": because})
    mine = sa.and_(Hand.person_id == person_id, Hand.state.in_(("open", "waiting")))
    if post is not None:
        mine = sa.and_(mine, Hand.role == post.role, Hand.organisation_id == post.organisation_id)
    ctx.session.execute(sa.update(Hand).where(mine, Hand.kind == "draft").values(state="dropped", ended_at=ctx.now))
    ctx.session.execute(sa.update(Hand).where(mine, Hand.kind == "sign").values(person_id=None))
    return len(held)
