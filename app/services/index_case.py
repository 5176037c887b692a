"""Make a case findable, from the beginning: what was erased since is not found any more."""

from __future__ import annotations

import sqlalchemy as sa

from app.models import Case, Findable, Gram
from app.models.secret import keyring
from app.services.context import Context
from app.services.passages import marks_of, named, texts_of
from app.services.verb import NothingDone, housekeeping


@housekeeping
def index_case(ctx: Context, *, case_id: int) -> int:
    """Returns how many texts there are. The case is not locked: whoever writes meanwhile lengthens its trail, and it is
    read again."""
    case = ctx.session.get(Case, case_id)
    if case is None:
        raise NothingDone(0)
    procedure = ctx.house.release(ctx.session, case.release_id).procedure
    texts = list(texts_of(ctx.session, case, procedure))
    wanted = named(case, case.subject).union(*(marks_of(text.text) for text in texts))
    kept = frozenset(ctx.session.scalars(sa.select(Gram.mark).where(Gram.case_id == case_id)))
    if kept - wanted:
        ctx.session.execute(sa.delete(Gram).where(Gram.case_id == case_id, Gram.mark.in_(kept - wanted)))
    mark(ctx, case_id, wanted - kept)
    done = ctx.session.get(Findable, case_id) or Findable(case_id=case_id)
    done.trail_n, done.key = case.trail_n, keyring().name[:16]
    ctx.session.add(done)
    return len(texts)


def mark(ctx: Context, case_id: int, marks: frozenset[int]) -> None:
    """Write the marks of a case that it has not yet."""
    if marks:
        ctx.session.execute(sa.insert(Gram), [{"mark": one, "case_id": case_id} for one in sorted(marks)])
