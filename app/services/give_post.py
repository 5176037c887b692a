"""Let a person hold one more post."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import Conflict, Invalid, NotFound
from app.models import Person
from app.procedures.roles import ROLES
from app.services.add_person import must_administer, new_post
from app.services.context import Context

ADMINISTRATORS = frozenset({"admin", "secadmin", "auditadmin"})


def give_post(ctx: Context, *, login: str, role: str, organisation: str | None = None) -> int:
    """`organisation`: tag, code or name. Returns the post's id. Raises NotFound, Invalid, Conflict (held already)."""
    must_administer(ctx)
    person = ctx.session.scalar(sa.select(Person).where(Person.login == login).with_for_update())
    if person is None:
        raise NotFound(f"没有这个用户：{login}")
    if role not in ROLES | ADMINISTRATORS:
        raise Invalid({"role": ["请选择一个岗位。"]})
    row = new_post(ctx, role, organisation)
    held = {(p.role, p.organisation_id) for p in person.posts if p.ended_at is None}
    if (role, row.organisation_id) in held:
        raise Conflict("这个人已经有这个岗位。", code="held_already")
    person.posts.append(row)
    ctx.session.flush()
    ctx.trail.write(Tag.POST_GIVEN, after={"person": person.id, "post": row.id, "role": role,
                                           "organisation": row.organisation_id})
    return row.id
