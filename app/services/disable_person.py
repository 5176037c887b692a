"""Let somebody go: no sign-in, no token works any more. What they held open goes back to its groups."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.tags import Tag
from app.models import SignIn, Token
from app.services.administering import locked_person, must_be_another, must_keep_people
from app.services.context import Context
from app.services.leaving import free
from app.services.verb import NothingDone


def disable_person(ctx: Context, *, login: str) -> int:
    """Returns how many open tasks went back to their groups. Disabling twice changes nothing. Raises NotFound."""
    must_keep_people(ctx)
    person = locked_person(ctx, login)
    must_be_another(ctx, person.id)
    if person.disabled_at is not None:
        raise NothingDone(0)
    person.disabled_at = ctx.now
    for table, ended in ((SignIn, SignIn.ended_at), (Token, Token.revoked_at)):
        ctx.session.execute(sa.update(table).where(table.person_id == person.id, ended.is_(None))
                            .values({ended.key: ctx.now}))
    freed = free(ctx, person.id, "person_disabled")
    ctx.trail.write(Tag.PERSON_DISABLED, after={"person": person.id, "tasks": freed})
    return freed
