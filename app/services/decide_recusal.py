"""The head decides on a request to step aside (公务员法77): granted, the case is closed for that person, else open."""

from __future__ import annotations

from typing import Any

from app.domain.tags import Tag
from app.errors import Conflict, Invalid, NotFound
from app.models import Case, Person, Recusal
from app.services import recusals
from app.services.context import Context
from app.services.lock import lock_case
from app.services.reasons import written


def decide_recusal(ctx: Context, *, recusal_id: int, granted: bool, reason: str,
                   person: str | None = None) -> dict[str, Any]:
    """`person`, a login, says whom a subject's request means, where it is granted. Returns `{id, state}`.

    Raises Conflict for one that is decided, NotAllowed for anybody but the head (or the supervisor).
    """
    row = ctx.session.get(Recusal, recusal_id)
    if row is None:
        raise NotFound()
    live = lock_case(ctx, ctx.session.get_one(Case, row.case_id).number)
    ctx.session.refresh(row)
    recusals.must_decide(ctx, row)
    _must_wait(ctx, row)
    why = written(reason, "请写明决定的理由，会告诉提出的人。")
    if granted and row.person_id is None:
        if not person:
            raise Invalid({"person": ["请选择申请里说的是哪一位。"]})
        row.person_id = recusals.officer_of(ctx, row.organisation_id, person).id
        recusals.must_decide(ctx, row)
    row.state, row.decided_by, row.decided_at = "granted" if granted else "refused", ctx.actor.person_id, ctx.now
    row.decision = why
    if granted and row.person_id is not None:
        recusals.close_for(ctx, live, row.person_id)
    elif row.person_id is not None:
        recusals.open_for(ctx, live.case, row.person_id)
    ctx.trail.write(Tag.RECUSAL_DECIDED, live.case, after={"recusal": row.id, "state": row.state, "reason": why,
                                                           "person": row.person_id})
    _tell(ctx, row, live.case)
    return {"id": row.id, "state": row.state}


def _must_wait(ctx: Context, row: Recusal) -> None:
    if row.state != "asked":
        who = ctx.session.get(Person, row.decided_by) if row.decided_by else None
        raise Conflict("这件回避申请已经作出决定。", by=who.name if who else None, at=row.decided_at)


def _tell(ctx: Context, row: Recusal, case: Case) -> None:
    if row.by == "subject":
        ctx.send("notice", {"what": "recusal_decided", "to": "subject"}, case)
    else:
        asker = ctx.session.get_one(Person, row.asked_by)
        ctx.send("notice", {"what": "recusal_told", "to": asker.login, "title": case.title}, case)
