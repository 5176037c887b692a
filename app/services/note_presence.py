"""Note that somebody has the page of a case open, so that two do not work on it unknowing. Short-lived, no trace."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app.errors import NotFound
from app.models import Case, Presence
from app.services.context import Context
from app.services.verb import housekeeping

LIFE = timedelta(seconds=75)  # the page says every 30 seconds that it is open


@housekeeping
def note_presence(ctx: Context, *, number: str) -> None:
    """Whether the reader may know the case has been asked by who shows the page."""
    case_id = ctx.session.scalar(sa.select(Case.id).where(Case.number == number))
    if case_id is None or ctx.actor.person_id is None:
        raise NotFound()
    ctx.session.execute(sa.delete(Presence).where(Presence.case_id == case_id, Presence.seen_at < ctx.now - LIFE))
    row = ctx.session.get(Presence, (case_id, ctx.actor.person_id)) or Presence(
        case_id=case_id, person_id=ctx.actor.person_id)
    row.seen_at = ctx.now
    ctx.session.add(row)
