"""Keeps the statutory clocks of a case: start, meet, cancel, move. When they fire is fire_deadline.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from app.clock import SHANGHAI, today
from app.domain.deadlines import Due, Span, due, warn_points
from app.domain.tags import Tag
from app.errors import Conflict, Invalid
from app.models import Case, Deadline, DeadlineChange, Task
from app.procedures.model import Extension, Limit
from app.services.context import Context
from app.services.live import within

WARNINGS = ("50%", "80%", "due", "expired", "+1")


def start(ctx: Context, case: Case, limit: Limit, item: str = "", on: date | None = None,
          length: int | None = None) -> Deadline:
    """A limit begins to run; `on` is the day of the starting event (today unless the law looks elsewhere)."""
    on, length = on or ctx.today, length or limit.length
    found = due(on, length, limit.unit, ctx.calendar)
    row = Deadline(case_id=case.id, key=limit.key, item=item, title=limit.title, article=limit.article,
                   status=limit.status, unit=limit.unit, length=length, started_by=limit.start.event,
                   started_at=ctx.now, start_on=on, last_day=found.last_day, due_at=found.due_at,
                   target_at=_target(ctx, limit, on), provisional=found.provisional,
                   calendar_version=found.calendar_version, state="running", open=True, changes=[])
    row.next_at = next_point(ctx, row)
    ctx.rows.add(row)
    ctx.trail.write(Tag.DEADLINE_STARTED, case, after={"limit": limit.key, "item": item, "from": on.isoformat(),
                                                       "last_day": found.last_day.isoformat()})
    return row


def _target(ctx: Context, limit: Limit, on: date) -> datetime | None:
    return due(on, limit.target, limit.unit, ctx.calendar).due_at if limit.target else None


def meet(ctx: Context, case: Case, row: Deadline) -> None:
    """The legally relevant act was done. A breached limit stays breached and is no longer open."""
    _close(ctx, row, "met")
    ctx.trail.write(Tag.DEADLINE_MET, case, after={"limit": row.key, "item": row.item, "late": row.state == "breached"})


def cancel(ctx: Context, case: Case, row: Deadline) -> None:
    """What the limit watched has fallen away (withdrawn, interrupted)."""
    _close(ctx, row, "cancelled")
    ctx.trail.write(Tag.DEADLINE_CANCELLED, case, after={"limit": row.key, "item": row.item})


def _close(ctx: Context, row: Deadline, state: str) -> None:
    kept = row.state if row.state == "breached" else state
    ctx.rows.set(row, state=kept, open=False, next_at=None, ended_at=ctx.now)


def spans(row: Deadline) -> list[Span]:
    """The pauses so far, the running one without an end."""
    found: list[Span] = []
    for change in row.changes:
        if change.kind == "pause":
            found.append(Span(change.on, None))
        elif change.kind == "resume" and found:
            found[-1] = Span(found[-1].start, change.on)
    return found


def count(ctx: Context, row: Deadline) -> Due:
    return due(row.start_on, row.length, row.unit, ctx.calendar, spans(row))  # type: ignore[arg-type]


def recount(ctx: Context, row: Deadline) -> None:
    """Bring the dates in line with length, pauses and calendar."""
    found = count(ctx, row)
    row.last_day, row.due_at = found.last_day, found.due_at
    row.provisional, row.calendar_version = found.provisional, found.calendar_version
    row.next_at = next_point(ctx, row) if row.state in ("running", "breached") and row.open else None


def change(ctx: Context, row: Deadline, kind: str, reason: str, article: str = "") -> None:
    """Keep a pause, resumption, extension or recount with who and why, and move the dates."""
    kept = DeadlineChange(kind=kind, at=ctx.now, on=ctx.today, person_id=ctx.actor.person_id, reason=reason,
                          article=article, before_day=row.last_day)
    row.changes.append(kept)
    recount(ctx, row)
    kept.after_day = None if kind == "pause" else row.last_day


def next_point(ctx: Context, row: Deadline) -> datetime | None:
    """The next moment at which something happens to a running limit, after the point passed last."""
    passed = WARNINGS.index(row.point) if row.point else -1
    ahead = [at for name, at in points(ctx, row) if WARNINGS.index(name) > passed]
    return min(ahead, default=None)


def points(ctx: Context, row: Deadline) -> tuple[tuple[str, datetime], ...]:
    found = Due(row.last_day, row.due_at, row.provisional, row.calendar_version)
    began = datetime.combine(row.start_on, time(), SHANGHAI).astimezone(UTC)
    return warn_points(began, found, ctx.calendar)


def set_task_dates(ctx: Context, tasks: Iterable[Task], rows: Iterable[Deadline]) -> None:
    """Each open task bears the statutory limit ending first and the first internal target of its part of the case."""
    for task in tasks:
        near = [row for row in rows if row.open and within(task.item, row.item)]
        strict = [row for row in near if row.status != "默认"] or near
        lax = [row.due_at for row in near if row.status == "默认"] + [row.target_at for row in near if row.target_at]
        first = min(strict, key=lambda row: row.due_at, default=None)
        ctx.rows.set(task, deadline_id=first.id if first else None, due_at=first.due_at if first else None,
                     target_at=min(lax, default=None))


def day_before(moment: datetime) -> date:
    """The last day whose end is this exclusive moment."""
    return today(moment - timedelta(seconds=1))


def apply_extension(ctx: Context, case: Case, row: Deadline, extension: Extension, reason: str, to: int) -> None:
    """`to` is the whole length after it; the cap of the article is never passed (省条例31: at most 20 in all)."""
    times = sum(change.kind == "extend" for change in row.changes)
    if times >= extension.times:
        raise Conflict(f"{row.title}已经延长过，不能再延长。", code="not_extendable")
    if not row.length < to <= extension.to:
        raise Invalid({"to": [f"延长后的总长度要多于{row.length}、不超过{extension.to}。"]})
    before, row.length = {"length": row.length, "last_day": row.last_day.isoformat()}, to
    change(ctx, row, "extend", reason, extension.article)
    ctx.trail.write(Tag.DEADLINE_EXTENDED, case, before=before,
                    after={"limit": row.key, "length": to, "last_day": row.last_day.isoformat(), "reason": reason})
    ctx.send("notice", {"what": "extended", "to": "subject", "last_day": row.last_day.isoformat()}, case)
