"""Decide on a correction of a stuck case: another person than who asked. Granted, the value changes and what failed is
tried again, in one transaction."""

from __future__ import annotations

from typing import Any

from app.domain.tags import Tag
from app.errors import Conflict, NotAllowed, NotFound
from app.models import Case, Correction
from app.services.advance import advance
from app.services.context import Context
from app.services.corrections import must_mend
from app.services.incidents import try_again
from app.services.lock import lock_case, must_run
from app.services.operations import port
from app.services.reasons import written


def decide_correction(ctx: Context, *, correction_id: int, granted: bool, reason: str) -> dict[str, Any]:
    """Returns `{id, state}`. Raises NotFound, NotAllowed to who asked, Conflict for one decided or overtaken."""
    row = ctx.session.get(Correction, correction_id)
    if row is None:
        raise NotFound()
    live = lock_case(ctx, ctx.session.get_one(Case, row.case_id).number)
    ctx.session.refresh(row)
    if row.state != "asked":
        raise Conflict("这件更正已经作出决定。", by=row.decider.name if row.decider else None, at=row.decided_at)
    incidents = must_mend(ctx, live)
    if ctx.actor.person_id == row.asked_by:
        raise NotAllowed("更正要由另一个人决定：提出的人不能自己同意。")
    why = written(reason, "请写明决定的理由。")
    row.state, row.decided_by, row.decided_at = "done" if granted else "refused", ctx.actor.person_id, ctx.now
    row.decision = why
    was, new = row.change["was"], row.change["value"]
    tag = Tag.CORRECTION_MADE if granted else Tag.CORRECTION_REFUSED
    ctx.trail.write(tag, live.case, before={row.name: was},
                    after={"asked": row.id, row.name: new, "reason": why, "asked_by": row.asked_by})
    if granted:
        if ctx.house.engine.values(live.running.flow, must_run(live)).get(row.name) != was:
            raise Conflict("这个值在提出以后已经变了，请重新提出更正。", code="stale")
        step = ctx.house.engine.amend(live.running.flow, must_run(live), row.name, new,
                                      ask=port(ctx, live.case.id, live.case.subject_id))
        advance(ctx, live, step)
        for incident in incidents:
            try_again(ctx, incident, live)
    return {"id": row.id, "state": row.state}
