"""Take one's own second factor away, by a code of it."""

from __future__ import annotations

from app.services.context import Context
from app.services.second_factor import forget, in_force, take_code
from app.services.verb import NothingDone


def drop_second_factor(ctx: Context, *, code: str) -> None:
    """Raises Invalid for a wrong code."""
    factor = in_force(ctx.session, ctx.actor.person_id or 0)
    if factor is None:
        raise NothingDone()
    take_code(ctx, factor, code)
    forget(ctx, factor)
