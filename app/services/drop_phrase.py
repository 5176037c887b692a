"""Forget a common phrase of one's own."""

from __future__ import annotations

from app.errors import NotFound
from app.models import Phrase
from app.services.context import Context
from app.services.verb import housekeeping


@housekeeping
def drop_phrase(ctx: Context, *, phrase_id: int) -> None:
    """Raises NotFound for another person's."""
    row = ctx.session.get(Phrase, phrase_id)
    if row is None or row.person_id != ctx.actor.person_id:
        raise NotFound()
    ctx.session.delete(row)
