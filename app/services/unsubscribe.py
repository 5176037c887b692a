"""End a subscription of one's own (退订)."""

from __future__ import annotations

from app.errors import NotFound
from app.models import Subscription
from app.services.context import Context
from app.services.verb import housekeeping


@housekeeping
def unsubscribe(ctx: Context, *, subscription_id: int) -> None:
    """Raises NotFound for another's."""
    row = ctx.session.get(Subscription, subscription_id)
    if row is None or row.person_id != ctx.actor.person_id:
        raise NotFound()
    ctx.session.delete(row)
