"""A moment of a statutory clock has come: warn, or note the breach and wake what the flow waits for. Never decides."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app.domain.tags import Tag
from app.models import Deadline, Wait
from app.services import limits
from app.services.advance import advance
from app.services.context import Context
from app.services.live import Live
from app.services.lock import lock_case_id
from app.services.operations import port
from app.services.verb import NothingDone

WARNED = {"50%": ("handler",), "80%": ("handler",), "due": ("handler", "chief"),
          "+1": ("handler", "chief", "supervisor")}


@dataclass(frozen=True)
class Fired:
    deadline_id: int
    points: tuple[str, ...]


def fire_deadline(ctx: Context, *, deadline_id: int) -> Fired | None:
    """None where nothing is left to do: met, moved or fired by another in the meantime."""
    case_id = ctx.session.scalar(sa.select(Deadline.case_id).where(Deadline.id == deadline_id))
    if case_id is None:
        raise NothingDone()
    live = lock_case_id(ctx, case_id)
    row = next((d for d in live.deadlines if d.id == deadline_id), None)
    if row is None or row.next_at is None or row.next_at > ctx.now:
        raise NothingDone()
    passed = _passed(ctx, row)
    if passed:
        ctx.rows.set(row, point=passed[-1])
    if "expired" in passed:
        expire(ctx, live, row)
    if row.open:
        _warn(ctx, live, row, passed)
        ctx.rows.set(row, next_at=limits.next_point(ctx, row))
    return Fired(deadline_id, passed)


def _passed(ctx: Context, row: Deadline) -> tuple[str, ...]:
    """Points passed since the last firing, in order; after a long stop several come at once."""
    done = limits.WARNINGS.index(row.point) if row.point else -1
    return tuple(name for name, at in sorted(limits.points(ctx, row), key=lambda p: p[1])
                 if at <= ctx.now and limits.WARNINGS.index(name) > done)


def expire(ctx: Context, live: Live, row: Deadline) -> None:
    """The last day is over. A window that the flow itself waits for has simply ended; an organ's duty is breached."""
    waiting = [w for w in live.waits if w.kind == "timer" and w.name.split("@")[0] == row.key and w.item == row.item]
    if is_window(live, row):
        limits.meet(ctx, live.case, row)
    elif row.state == "running":
        ctx.rows.set(row, state="breached")
        ctx.trail.write(Tag.DEADLINE_BREACHED, live.case, after={"limit": row.key, "item": row.item,
                                                                 "last_day": row.last_day.isoformat()})
    for wait in waiting:
        _wake(ctx, live, wait)


def is_window(live: Live, row: Deadline) -> bool:
    """A limit met by nothing but its own end: time given to the subject (补正期), or a publication's term."""
    limit = live.running.procedure.limits[row.key]
    caught = any(w.kind == "timer" and w.name == row.key and _is_catch(live, w.node) for w in live.waits)
    return caught and not limit.met_by


def _is_catch(live: Live, node: str) -> bool:
    found = live.running.procedure.nodes.get(node)
    return found is not None and found.kind == "intermediateCatchEvent"


def _wake(ctx: Context, live: Live, wait: Wait) -> None:
    if wait not in live.waits or live.case.snapshot is None:
        return
    ctx.trail.write(Tag.DEADLINE_FIRED, live.case, after={"node": wait.node, "item": wait.item})
    step = ctx.house.engine.wake(live.running.flow, live.case.snapshot, wait.ref, wait.node,
                                 ask=port(ctx, live.case.id, live.case.subject_id))
    advance(ctx, live, step)


def _warn(ctx: Context, live: Live, row: Deadline, passed: tuple[str, ...]) -> None:
    """One warning, the strongest of those passed; who hears it grows with it."""
    words = [p for p in passed if p in WARNED]
    if words:
        ctx.trail.write(Tag.DEADLINE_WARNED, live.case, after={"limit": row.key, "item": row.item, "point": words[-1]})
        ctx.send("notice", {"what": "deadline", "point": words[-1], "title": row.title, "to": list(WARNED[words[-1]]),
                            "last_day": row.last_day.isoformat()}, live.case)
