"""Make the texts of a case findable, from the beginning: what was erased since is not found any more."""

from __future__ import annotations

import sqlalchemy as sa

from app.models import Case, Findable, Gram, Passage
from app.models.secret import keyring
from app.services.context import Context
from app.services.passages import marks_of, texts_of
from app.services.verb import NothingDone, housekeeping


@housekeeping
def index_case(ctx: Context, *, case_id: int) -> int:
    """Returns how many texts there are. The case is not locked: whoever writes meanwhile lengthens its trail, and it is
    read again."""
    case = ctx.session.get(Case, case_id)
    if case is None:
        raise NothingDone(0)
    old = sa.select(Passage.id).where(Passage.case_id == case_id)
    ctx.session.execute(sa.delete(Gram).where(Gram.passage_id.in_(old)))
    ctx.session.execute(sa.delete(Passage).where(Passage.case_id == case_id))
    count = 0
    for text in texts_of(ctx.session, case, ctx.house.release(ctx.session, case.release_id).procedure):
        passage = Passage(case_id=case_id, source=text.source)
        ctx.session.add(passage)
        ctx.session.flush()
        marks = [{"mark": mark, "passage_id": passage.id} for mark in sorted(marks_of(text.text))]
        if marks:
            ctx.session.execute(sa.insert(Gram), marks)
        count += 1
    done = ctx.session.get(Findable, case_id) or Findable(case_id=case_id)
    done.trail_n, done.key = case.trail_n, keyring().name[:16]
    ctx.session.add(done)
    return count
