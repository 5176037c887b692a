"""Failures of the clock's work: counted, tried again after growing pauses, in the end set aside for a person."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import Conflict, NotAllowed, NotFound
from app.models import Case, Deadline, Incident, Outbox
from app.services.advance import advance
from app.services.context import Context
from app.services.idle import WORK as IDLE
from app.services.idle import is_idle
from app.services.live import Live
from app.services.lock import lock_case_id
from app.services.operations import port
from app.services.verb import NothingDone

TRIES = 3
PAUSES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))


def told(error: BaseException) -> dict[str, str]:
    """What an incident keeps of an error: where in the drawing, and its words."""
    return {"node": str(getattr(error, "node", "")), "error": f"{type(error).__name__}: {error}"[:500]}


def raise_incident(ctx: Context, *, work: str, ref: int, node: str, error: str, tries: int = TRIES) -> int:
    """Returns the tries so far. After `tries` the work is parked and stands on the administrator's page."""
    row = open_incident(ctx, work, ref)
    if row is None:
        row = Incident(case_id=_case_of(ctx, work, ref), work=work, ref=ref, node=node, error=error, tries=0,
                       first_at=ctx.now, last_at=ctx.now, parked=False)
        ctx.session.add(row)
    row.tries, row.error, row.node, row.last_at = row.tries + 1, error, node, ctx.now
    row.parked = row.tries >= tries
    row.next_at = None if row.parked else ctx.now + PAUSES[row.tries - 1]
    ctx.trail.write(Tag.INCIDENT_RAISED, _locked(ctx, row.case_id),
                    after={"work": work, "ref": ref, "tries": row.tries})
    return row.tries


def resolve_incident(ctx: Context, *, work: str, ref: int) -> None:
    row = open_incident(ctx, work, ref)
    if row is None:
        raise NothingDone()
    row.resolved_at, row.next_at, row.parked = ctx.now, None, False
    ctx.trail.write(Tag.INCIDENT_RESOLVED, _locked(ctx, row.case_id), after={"work": work, "ref": ref})


def retry_incident(ctx: Context, *, incident_id: int) -> Incident:
    """Let parked work be tried again at once. For administrators, supervisors and the operator."""
    if ctx.actor.kind != "operator" and not ctx.actor.roles & {"admin", "supervisor"}:
        raise NotAllowed("重试由系统管理员或者督办人员办理。")
    row = ctx.session.get(Incident, incident_id, with_for_update=True)
    if row is None or row.resolved_at is not None:
        raise NotFound("没有这条故障记录，或者已经解决。")
    try_again(ctx, row, lock_case_id(ctx, row.case_id) if row.case_id else None)
    return row


def try_again(ctx: Context, row: Incident, live: Live | None) -> None:
    """What the clock does is due again at once; a person's step is theirs to do again, and they are told; a case that
    stood still is nudged here and now. Raises Conflict where that does not move it."""
    case = live.case if live else None
    ctx.trail.write(Tag.INCIDENT_RETRIED, case, after={"work": row.work, "ref": row.ref})
    if row.work in ("step", IDLE) and live is not None:
        if row.work == "step":
            ctx.send("notice", {"what": "again", "title": case.title if case else ""}, case)
        else:
            _nudge(ctx, live)
        row.resolved_at, row.next_at, row.parked = ctx.now, None, False
        ctx.trail.write(Tag.INCIDENT_RESOLVED, case, after={"work": row.work, "ref": row.ref})
        return
    row.parked, row.tries, row.next_at = False, 0, ctx.now
    if row.work == "outbox":  # what was given up there is due again
        ctx.session.execute(sa.update(Outbox).where(Outbox.id == row.ref).values(next_at=ctx.now, tries=0))


def _nudge(ctx: Context, live: Live) -> None:
    if live.case.snapshot is not None and live.case.status == "open":
        step = ctx.house.engine.nudge(live.running.flow, live.case.snapshot,
                                      ask=port(ctx, live.case.id, live.case.subject_id))
        advance(ctx, live, step)
    if is_idle(live):
        raise Conflict("试过了，流程还是没有动。请换到新版，或者更正流程数据。", code="incident")


def open_incident(ctx: Context, work: str, ref: int) -> Incident | None:
    query = sa.select(Incident).where(Incident.work == work, Incident.ref == ref, Incident.resolved_at.is_(None))
    return ctx.session.scalar(query)


def _case_of(ctx: Context, work: str, ref: int) -> int | None:
    if work == "deadline":
        return ctx.session.scalar(sa.select(Deadline.case_id).where(Deadline.id == ref))
    if work in ("term", "erase_entry"):
        return None  # there is no case: the one that would have ended a term was never opened
    if work == "outbox":
        return ctx.session.scalar(sa.select(Outbox.case_id).where(Outbox.id == ref))
    return ref or None  # a step of a person, or work that is done case by case: the case is what failed


def _locked(ctx: Context, case_id: int | None) -> Case | None:
    return ctx.session.get(Case, case_id, with_for_update=True) if case_id else None
