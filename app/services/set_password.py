"""Give somebody who forgot theirs a new password; whoever is signed in by the old one is out at once."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.tags import Tag
from app.models import SignIn
from app.services.administering import locked_person, must_be_another, must_keep_people
from app.services.context import Context


def set_password(ctx: Context, *, login: str, password_hash: str) -> None:
    """`password_hash` comes from passwords.hash_password, made before the transaction. Raises NotAllowed, NotFound."""
    must_keep_people(ctx)
    person = locked_person(ctx, login)
    must_be_another(ctx, person.id)
    person.password_hash = password_hash
    ctx.session.execute(sa.update(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
                        .values(ended_at=ctx.now))
    ctx.trail.write(Tag.PERSON_CHANGED, after={"person": person.id, "password": True})
