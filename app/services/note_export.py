"""Note that somebody took a copy of the data of whom they stand for; what is in it is queries/own_data.py."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import NotAllowed
from app.models import Subject
from app.services.context import Context


def note_export(ctx: Context, *, form: str) -> None:
    """`form`: json or html. Written before the first byte leaves."""
    if ctx.actor.person_id is None:
        raise NotAllowed()
    keys = ctx.session.scalars(sa.select(Subject.key).where(Subject.id.in_(ctx.actor.subject_ids)).order_by(Subject.id))
    ctx.trail.write(Tag.SUBJECT_EXPORTED, after={"subjects": list(keys), "how": form})
