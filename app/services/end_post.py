"""Take a post from a person; what they hold open by it goes back to its group."""

from __future__ import annotations

from app.domain.tags import Tag
from app.errors import NotFound
from app.models import Post
from app.services.administering import must_be_another, must_give_rights
from app.services.context import Context
from app.services.leaving import free


def end_post(ctx: Context, *, post_id: int) -> int:
    """Returns how many open tasks went back to their group. Raises NotFound for a post that is not held any more."""
    must_give_rights(ctx)
    post = ctx.session.get(Post, post_id, with_for_update=True)
    if post is None or post.ended_at is not None:
        raise NotFound("没有这个岗位，或者已经免去。")
    must_be_another(ctx, post.person_id)
    post.ended_at = ctx.now
    freed = free(ctx, post.person_id, "post_ended", post)
    ctx.trail.write(Tag.POST_TAKEN, after={"person": post.person_id, "post": post.id, "role": post.role,
                                           "organisation": post.organisation_id, "tasks": freed})
    return freed
