"""Note that somebody read a subject's data: who, what, why. The subject reads it in its archive (条例30)."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.actor import Actor
from app.models import Case, Entry, Reading, Subject
from app.services.context import Context
from app.services.verb import NothingDone, housekeeping

ONCE_IN = 600  # seconds: opening the same thing for the same again within ten minutes is one reading


@housekeeping
def note_reading(ctx: Context, *, what: str, purpose: str, entry_key: str | None = None,
                 number: str | None = None, subject: str | None = None, organ: int | None = None) -> None:
    """`what` was opened: entry, case, document, list, of the entry, the case or else the `subject` (its key); `organ`:
    for which of the reader's organs, where the purpose says it.

    Readings have a stream of their own and no place in the trail. The subject reading about itself is no reading.
    """
    entry = ctx.session.scalar(sa.select(Entry).where(Entry.key == entry_key)) if entry_key else None
    case = ctx.session.scalar(sa.select(Case).where(Case.number == number)) if number else None
    owner = ctx.session.scalar(sa.select(Subject.id).where(Subject.key == subject)) if subject else None
    subject_id = entry.subject_id if entry else case.subject_id if case else owner
    if subject_id is None or ctx.actor.stands_for(subject_id) or ctx.actor.person_id is None:
        raise NothingDone()
    row = Reading(at=ctx.now, person_id=ctx.actor.person_id, organisation_id=organ or organisation_of(ctx.actor, case),
                  subject_id=subject_id, entry_id=entry.id if entry else None, case_id=case.id if case else None,
                  what=what[:40], purpose=purpose[:200])
    if _noted_before(ctx, row):
        raise NothingDone()
    ctx.session.add(row)


def organisation_of(actor: Actor, case: Case | None) -> int | None:
    """The organ that the reader works in; of several the one that accepted the case."""
    mine = sorted({post.organisation_id for post in actor.posts if post.organisation_id})
    if case is not None and case.organisation_id in mine:
        return case.organisation_id
    return mine[0] if mine else None


def _noted_before(ctx: Context, row: Reading) -> bool:
    query = (sa.select(Reading.at).where(Reading.subject_id == row.subject_id, Reading.person_id == row.person_id,
             Reading.entry_id.is_not_distinct_from(row.entry_id), Reading.case_id.is_not_distinct_from(row.case_id),
             Reading.what == row.what, Reading.purpose == row.purpose).order_by(Reading.at.desc()).limit(1))
    last = ctx.session.scalar(query)
    return last is not None and (ctx.now - last).total_seconds() < ONCE_IN
