"""Drafts are kept thirty days after they were last saved, and no longer (what the pages promise, privacy)."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app.models import Draft
from app.services.context import Context
from app.services.verb import NothingDone, housekeeping

KEPT = timedelta(days=30)


@housekeeping
def forget_drafts(ctx: Context) -> int:
    """Deletes what is past its time, sent or not; returns how many."""
    gone = ctx.session.scalars(sa.delete(Draft).where(Draft.saved_at < ctx.now - KEPT).returning(Draft.id)).all()
    if not gone:
        raise NothingDone(0)
    return len(gone)
