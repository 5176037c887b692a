"""End an authorisation (代理) before its day: by the subject, by the agent, or at the counter."""

from __future__ import annotations

from datetime import timedelta

from app.domain.tags import Tag
from app.errors import NotFound
from app.models import Agency
from app.services.context import Context
from app.services.grant_agency import REGISTRARS, is_itself
from app.services.verb import NothingDone


def end_agency(ctx: Context, *, agency_id: int) -> None:
    """From this moment on the agent acts no more; what was done stays. Raises NotFound for whom it does not concern."""
    row = ctx.session.get(Agency, agency_id, with_for_update=True)
    mine = row is not None and (row.person_id == ctx.actor.person_id or is_itself(ctx, row.subject_id))
    if row is None or row.own or not (mine or ctx.actor.roles & REGISTRARS):
        raise NotFound()
    if row.ended_at is not None or (row.until is not None and row.until < ctx.today):
        raise NothingDone()
    before = row.until
    row.until, row.ended_at, row.ended_by = ctx.today - timedelta(days=1), ctx.now, ctx.actor.person_id
    ctx.trail.write(Tag.AGENCY_ENDED, before={"last_day": before.isoformat() if before else None},
                    after={"agency": row.id})
