"""Let a person hold one more post."""

from __future__ import annotations

from app.domain.tags import Tag
from app.errors import Conflict, Invalid
from app.procedures.roles import ROLES
from app.services.access import ADMINISTRATORS
from app.services.add_person import new_post
from app.services.administering import (
    locked_person,
    must_be_another,
    must_give_rights,
    must_stand_alone,
    roles_held,
)
from app.services.context import Context


def give_post(ctx: Context, *, login: str, role: str, organisation: str | None = None) -> int:
    """`organisation`: tag, code or name. Returns the post's id. Raises NotFound, Invalid, Conflict (held already)."""
    must_give_rights(ctx)
    person = locked_person(ctx, login)
    must_be_another(ctx, person.id)
    if role not in ROLES | ADMINISTRATORS:
        raise Invalid({"role": ["请选择一个岗位。"]})
    must_stand_alone([*roles_held(person), role])
    row = new_post(ctx, role, organisation)
    held = {(p.role, p.organisation_id) for p in person.posts if p.ended_at is None}
    if (role, row.organisation_id) in held:
        raise Conflict("这个人已经有这个岗位。", code="held_already")
    person.posts.append(row)
    ctx.session.flush()
    ctx.trail.write(Tag.POST_GIVEN, after={"person": person.id, "post": row.id, "role": role,
                                           "organisation": row.organisation_id})
    return row.id
