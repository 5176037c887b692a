"""The credit subject asks that an officer step aside (公务员法77). The work goes on until it is decided."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import Conflict, Invalid, NotAllowed
from app.models import Recusal
from app.services import access, recusals
from app.services.context import Context
from app.services.live import Live
from app.services.lock import lock_case, must_be_running
from app.services.reasons import written

LONGEST = 60


def ask_recusal(ctx: Context, *, number: str, whom: str, ground: str, reason: str,
                version: int | None = None) -> dict[str, Any]:
    """`whom` is what the subject knows of the person: a name, or what they do in the case. Returns `{id, state}`.
    Raises Conflict while an earlier request waits."""
    live = lock_case(ctx, number, version)
    must_ask_recusal(ctx, live)
    if not isinstance(whom, str) or not whom.strip() or len(whom.strip()) > LONGEST:
        raise Invalid({"whom": [f"请写明请谁回避：姓名，或者他办的是哪一步，不超过{LONGEST}个字。"]})
    why, on = written(reason, "请写明申请回避的理由。"), recusals.known_ground(ground)
    row = Recusal(case_id=live.case.id, organisation_id=_organ(live), whom=whom.strip(), ground=on, reason=why,
                  by="subject", asked_by=ctx.actor.person_id, asked_at=ctx.now, state="asked")
    ctx.rows.add(row)
    ctx.trail.write(Tag.RECUSAL_ASKED, live.case, after={"recusal": row.id, "ground": on})
    ctx.send("notice", {"what": "recusal", "organisation": row.organisation_id, "title": live.case.title}, live.case)
    return {"id": row.id, "state": row.state}


def must_ask_recusal(ctx: Context, live: Live) -> None:
    must_be_running(live)
    if not access.is_subject(ctx.actor, live.case):
        raise NotAllowed("申请回避由当事人提出。")
    waiting = sa.select(Recusal.asked_at).where(Recusal.case_id == live.case.id, Recusal.by == "subject",
                                                Recusal.state == "asked").limit(1)
    asked_at = ctx.session.scalar(waiting)
    if asked_at is not None:
        raise Conflict("您的回避申请正在审查，决定以后会告诉您。", code="asked_already", at=asked_at)


def _organ(live: Live) -> int | None:
    """The organ that has the case in hand; where there are several, the one that accepted it."""
    organs = {t.organisation_id for t in live.tasks if t.organisation_id}
    return organs.pop() if len(organs) == 1 else live.case.organisation_id
