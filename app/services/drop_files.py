"""Remove stored bytes that nobody names any more. After the commit that erased them, and as often as it takes."""

from __future__ import annotations

import sqlalchemy as sa

from app.models import Agency, Case, Document, Unneeded, Upload
from app.services.context import Context
from app.services.verb import NothingDone, housekeeping

AT_ONCE = 200


@housekeeping
def drop_files(ctx: Context) -> int:
    """Returns how many were looked at. Bytes that another case brought in as well stay as they are."""
    if ctx.session.connection().dialect.name == "postgresql":  # SQLite has one writer anyway
        ctx.session.execute(sa.text("LOCK TABLE upload IN SHARE MODE"))  # nobody brings the same bytes in meanwhile
    rows = ctx.session.scalars(sa.select(Unneeded).order_by(Unneeded.digest).limit(AT_ONCE)).all()
    if not rows:
        raise NothingDone(0)
    named = _named(ctx, [row.digest for row in rows])
    for row in rows:
        if row.digest not in named:
            ctx.house.files.remove(row.digest)
        ctx.session.delete(row)
    return len(rows)


def _named(ctx: Context, digests: list[str]) -> set[str]:
    """Those that a letter or a file stands on that was not erased."""
    kept = sa.select(Case.id).where(Case.erased_at.is_(None))
    letters = sa.select(Document.digest).where(Document.digest.in_(digests), Document.case_id.in_(kept))
    proofs = sa.select(Agency.proof_id).where(Agency.proof_id.is_not(None))
    files = sa.select(Upload.digest).where(Upload.digest.in_(digests), sa.or_(
        Upload.case_id.is_(None), Upload.case_id.in_(kept), Upload.id.in_(proofs)))
    return set(ctx.session.scalars(letters.union(files)))
