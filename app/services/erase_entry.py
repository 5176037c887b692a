"""Erase the values of a deleted register entry once the time for remedies is over; dates and acts stay."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.tags import Tag
from app.models import Entry
from app.services.context import Context
from app.services.keeping import forget_entry, why_longer
from app.services.verb import NothingDone


def erase_entry(ctx: Context, *, entry_id: int) -> int | None:
    """Returns how many versions lost their values. None where it is not time yet, or the case that deleted it is held
    (复议, 诉讼): what they decide may bring the entry back."""
    entry = ctx.session.scalar(sa.select(Entry).where(Entry.id == entry_id).with_for_update())
    if entry is None or entry.kept_until is None or entry.kept_until >= ctx.today:
        raise NothingDone()
    last = entry.versions[-1].case_id
    if last is not None and why_longer(ctx.session, last):
        raise NothingDone()
    kept, versions = entry.kept_until.isoformat(), forget_entry(ctx, entry)
    ctx.trail.write(Tag.REGISTER_ERASED, after={"register": entry.register, "entry": entry.key, "version": versions,
                                                "kept_until": kept})
    return versions
