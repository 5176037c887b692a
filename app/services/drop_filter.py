"""Forget a saved way of looking at the inbox."""

from __future__ import annotations

from app.errors import NotFound
from app.models import SavedFilter
from app.services.context import Context
from app.services.verb import housekeeping


@housekeeping
def drop_filter(ctx: Context, *, filter_id: int) -> str:
    """Returns its name. Raises NotFound for another person's filter."""
    row = ctx.session.get(SavedFilter, filter_id)
    if row is None or row.person_id != ctx.actor.person_id:
        raise NotFound()
    ctx.session.delete(row)
    return row.name
