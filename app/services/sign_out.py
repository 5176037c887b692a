"""End a sign-in at once: the cookie opens nothing any more. Also keeps a sign-in awake while it is used."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.tags import Tag
from app.models import SignIn
from app.services.context import Context
from app.services.keys import digest_of
from app.services.verb import NothingDone, housekeeping


def sign_out(ctx: Context, *, secret: str) -> None:
    """Ending twice changes nothing."""
    row = ctx.session.scalar(sa.select(SignIn).where(SignIn.digest == digest_of(secret), SignIn.ended_at.is_(None)))
    if row is None:
        raise NothingDone()
    row.ended_at = ctx.now
    ctx.trail.write(Tag.PERSON_SIGNED_OUT, after={"person": row.person_id})


@housekeeping
def note_seen(ctx: Context, *, sign_in_id: int) -> None:
    """The browser was used just now; its thirty idle minutes begin anew."""
    ctx.session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=ctx.now))
