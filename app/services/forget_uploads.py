"""Files that were brought in and that nothing was made of are kept thirty days, like the drafts that name them."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.tags import Tag
from app.models import Agency, Upload
from app.services.context import Context
from app.services.forget_drafts import KEPT
from app.services.keeping import forget_files
from app.services.verb import NothingDone


def forget_uploads(ctx: Context) -> int:
    """Returns how many. A file that an authorisation rests on belongs to no case and stays."""
    proofs = sa.select(Agency.proof_id).where(Agency.proof_id.is_not(None))
    rows = ctx.session.execute(sa.delete(Upload).where(
        Upload.case_id.is_(None), Upload.at < ctx.now - KEPT, Upload.id.not_in(proofs))
        .returning(Upload.id, Upload.digest).execution_options(synchronize_session=False)).all()
    if not rows:
        raise NothingDone(0)
    forget_files(ctx, [row.digest for row in rows])
    ctx.trail.write(Tag.UPLOAD_ERASED, after={"uploads": sorted(row.id for row in rows)})
    return len(rows)
