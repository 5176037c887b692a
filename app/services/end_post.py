"""Take a post from a person; what they hold open by it goes back to its group."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import NotFound
from app.models import Case, Post, Task
from app.services import hands
from app.services.add_person import must_administer
from app.services.context import Context


def end_post(ctx: Context, *, post_id: int) -> int:
    """Returns how many open tasks went back to their group. Raises NotFound for a post that is not held any more."""
    must_administer(ctx)
    post = ctx.session.get(Post, post_id, with_for_update=True)
    if post is None or post.ended_at is not None:
        raise NotFound("没有这个岗位，或者已经免去。")
    post.ended_at = ctx.now
    freed = _free(ctx, post)
    ctx.trail.write(Tag.POST_TAKEN, after={"person": post.person_id, "post": post.id, "role": post.role,
                                           "organisation": post.organisation_id, "tasks": freed})
    return freed


def _free(ctx: Context, post: Post) -> int:
    mine = sa.and_(Task.assignee_id == post.person_id, Task.state == "open", Task.role == post.role,
                   Task.organisation_id == post.organisation_id)
    ids = sorted(set(ctx.session.scalars(sa.select(Task.case_id).where(mine))))
    cases = {case.id: case for case in ctx.session.scalars(
        sa.select(Case).where(Case.id.in_(ids)).order_by(Case.id).with_for_update(of=Case))}
    tasks = list(ctx.session.scalars(sa.select(Task).where(mine)))
    for task in tasks:
        task.assignee_id = None
        ctx.trail.write(Tag.TASK_RELEASED, cases[task.case_id], after={"task": task.id, "node": task.node,
                                                                       "because": "post_ended"})
    hands.free(ctx, post.person_id, post)
    return len(tasks)
