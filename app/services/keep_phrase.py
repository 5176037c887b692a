"""Keep a phrase that one writes often (常用语), for oneself."""

from __future__ import annotations

import sqlalchemy as sa

from app.errors import Conflict, Invalid, NotAllowed
from app.models import Phrase
from app.services.context import Context
from app.services.verb import NothingDone, housekeeping

LONGEST, MOST = 300, 50


@housekeeping
def keep_phrase(ctx: Context, *, text: str) -> int:
    """Returns its id; the same text is kept once. Raises Invalid for an empty or long one, Conflict for too many."""
    if ctx.actor.person_id is None:
        raise NotAllowed()
    text = text.strip()
    if not 0 < len(text) <= LONGEST:
        raise Invalid({"text": [f"常用语写1到{LONGEST}个字。"]})
    mine = list(ctx.session.scalars(sa.select(Phrase).where(Phrase.person_id == ctx.actor.person_id)))
    same = next((one for one in mine if one.text == text), None)
    if same is not None:
        raise NothingDone(same.id)
    if len(mine) >= MOST:
        raise Conflict(f"最多存{MOST}句常用语，请先删掉几句。")
    row = Phrase(person_id=ctx.actor.person_id, text=text)
    ctx.session.add(row)
    ctx.session.flush()
    return row.id
