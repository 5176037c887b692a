"""Let somebody go: no sign-in, no token works any more. What they held open goes back to its groups."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import NotFound
from app.models import Person, SignIn, Token
from app.services.add_person import must_administer
from app.services.context import Context
from app.services.leaving import free
from app.services.verb import NothingDone


def disable_person(ctx: Context, *, login: str) -> int:
    """Returns how many open tasks went back to their groups. Disabling twice changes nothing. Raises NotFound."""
    must_administer(ctx)
    person = ctx.session.scalar(sa.select(Person).where(Person.login == login).with_for_update())
    if person is None:
        raise NotFound(f"没有这个用户：{login}")
    if person.disabled_at is not None:
        raise NothingDone(0)
    person.disabled_at = ctx.now
    for table, ended in ((SignIn, SignIn.ended_at), (Token, Token.revoked_at)):
        ctx.session.execute(sa.update(table).where(table.person_id == person.id, ended.is_(None))
                            .values({ended.key: ctx.now}))
    freed = free(ctx, person.id, "person_disabled")
    ctx.trail.write(Tag.PERSON_DISABLED, after={"person": person.id, "tasks": freed})
    return freed
