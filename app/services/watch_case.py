"""The watch over one case: one that waits for nothing becomes an incident; one that goes on again is well."""

from __future__ import annotations

from app.engine import StepFailed
from app.errors import NotAllowed
from app.services.context import Context
from app.services.idle import WORK, is_idle
from app.services.incidents import open_incident, raise_incident, resolve_incident
from app.services.live import Live
from app.services.lock import lock_case_id
from app.services.stored_state import difference
from app.services.verb import NothingDone

TOLD = {"": "nothing is open and nothing is awaited", "tasks": "a task of the stored state has no row",
        "waits": "a wait of the stored state has no row"}


def watch_case(ctx: Context, *, case_id: int) -> bool:
    """Whether it stands still now. For the clock and the operator; looks again under the case's lock."""
    if ctx.actor.kind not in ("clock", "operator"):
        raise NotAllowed()
    live = lock_case_id(ctx, case_id)
    idle, known = is_idle(live), open_incident(ctx, WORK, case_id)
    if idle and known is None:
        raise_incident(ctx, work=WORK, ref=case_id, node="", error=_why(ctx, live), tries=1)
    elif not idle and known is not None:
        resolve_incident(ctx, work=WORK, ref=case_id)
    else:
        raise NothingDone(idle)
    return idle


def _why(ctx: Context, live: Live) -> str:
    if live.case.snapshot is None:
        return "IdleCase: the stored state is gone"
    try:
        return f"IdleCase: {TOLD[difference(ctx.session, ctx.house, live.case, live.running.flow)]}"
    except StepFailed:
        return "IdleCase: the stored state cannot be read"
