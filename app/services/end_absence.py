"""Call off an absence before its last day; it ends by itself otherwise."""

from __future__ import annotations

from app.domain.tags import Tag
from app.errors import Conflict, NotFound
from app.models import Absence, Person
from app.services.absences import must_say_for
from app.services.context import Context


def end_absence(ctx: Context, *, absence_id: int) -> None:
    """Raises NotFound, NotAllowed, and Conflict for one that is over."""
    row = ctx.session.get(Absence, absence_id, with_for_update={"of": Absence})
    if row is None:
        raise NotFound()
    person = ctx.session.get_one(Person, row.person_id)
    must_say_for(ctx, person)
    if row.ended_at is not None or row.until_on < ctx.today:
        raise Conflict("这次代办已经结束了。", code="over", at=row.ended_at)
    row.ended_at = ctx.now
    ctx.trail.write(Tag.SUBSTITUTE_ENDED, after={"absence": row.id, "person": person.id,
                                                 "substitute": row.substitute_id})
