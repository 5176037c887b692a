"""Who read what is kept for ten years (省条例20), and no longer."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.deadlines import add_months
from app.domain.moments import at
from app.models import Reading
from app.services.context import Context
from app.services.verb import NothingDone, housekeeping

YEARS = 10  # 省条例20: 自该记录生成之日起保存十年


@housekeeping
def forget_readings(ctx: Context) -> int:
    """Returns how many."""
    old = sa.delete(Reading).where(Reading.at < at(add_months(ctx.today, -12 * YEARS))).returning(Reading.id)
    gone = ctx.session.scalars(old).all()
    if not gone:
        raise NothingDone(0)
    return len(gone)
