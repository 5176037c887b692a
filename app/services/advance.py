"""Applies a step of the engine to the tables: tasks, waits, limits, effects, end. Every stepping verb ends here."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.tags import Tag
from app.engine import OpenTask, Step, Visit, Waiting
from app.models import Task, Wait
from app.services import hands, keeping, limits
from app.services.context import Context
from app.services.intake import for_parties
from app.services.lanes import place
from app.services.live import Live, item_of, within
from app.services.operations import apply
from app.services.starting import start_limit


def advance(ctx: Context, live: Live, step: Step, by: Task | None = None) -> list[Task]:
    """Make the rows say what the step says. Returns the tasks it opened. `by` is the task whose completion stepped."""
    ctx.rows.set(live.case, snapshot=step.snapshot)
    _start_limits(ctx, live, step.visited)
    for effect in step.effects:
        ctx.settle()  # what an operation reads (answers, letters, limits) includes what this verb has just done
        apply(ctx, live, effect)
    _meet_limits(ctx, live, step.visited)
    _settle_waits(ctx, live, step, by)
    _bar_messages(ctx, live, step.visited)
    opened = _settle_tasks(ctx, live, step.open_tasks, by)
    if step.ended is not None:
        _end(ctx, live, step.ended)
    limits.set_task_dates(ctx, live.tasks, live.deadlines)
    data = {found.id: found.data for found in step.open_tasks}
    for task in opened:
        ctx.rows.add(task)
        if task.signing:
            hands.begin(ctx, live, task, data[task.ref])
    ctx.rows.set(live.case, stage=_stage(live))
    return opened


def _start_limits(ctx: Context, live: Live, visited: Iterable[Visit]) -> None:
    for visit in visited:
        for limit in live.running.procedure.limits.values():
            if limit.start.node == visit.node:
                start_limit(ctx, live, limit, item_of(visit.key))


def _meet_limits(ctx: Context, live: Live, visited: Iterable[Visit]) -> None:
    for visit in visited:
        for row in live.deadlines:
            limit = live.running.procedure.limits.get(row.key)
            if row.open and limit and visit.node in limit.met_by and within(item_of(visit.key), row.item):
                limits.meet(ctx, live.case, row)


def _settle_waits(ctx: Context, live: Live, step: Step, by: Task | None) -> None:
    wanted: dict[tuple[str, str, str, str], Waiting] = {(w.id, w.node, w.kind, w.name): w for w in step.waiting}
    over = step.ended is not None or (by is not None and by.state == "cancelled")  # sent back: nothing was met
    gone = [w for w in live.waits if wanted.pop((w.ref, w.node, w.kind, w.name), None) is None]
    ctx.rows.drop(gone)
    for wait in gone:
        live.waits.remove(wait)
        _timer_gone(ctx, live, wait, over)
    for waiting in wanted.values():
        _begin_wait(ctx, live, waiting)


def _bar_messages(ctx: Context, live: Live, visited: Iterable[Visit]) -> None:
    """A message with `after` comes too early until one of those nodes has been passed, one with `until` too late from
    then on, though the flow would take both."""
    passed = {visit.node for visit in visited}
    opening = {node for message in live.running.procedure.messages.values() for node in message.after}
    if new := sorted(passed & opening - set(live.case.passed)):
        ctx.rows.set(live.case, passed=[*live.case.passed, *new])
    for wait in live.waits:
        message = live.running.procedure.messages.get(wait.name) if wait.kind == "message" else None
        late = message is not None and passed.intersection(message.until)
        if message and (late or passed.intersection(message.after)) and wait.closed is not bool(late):
            ctx.rows.set(wait, closed=bool(late))


def _begin_wait(ctx: Context, live: Live, waiting: Waiting) -> None:
    message = live.running.procedure.messages.get(waiting.name) if waiting.kind == "message" else None
    early = message is not None and bool(message.after) and not set(message.after) & set(live.case.passed)
    row = Wait(case_id=live.case.id, ref=waiting.id, node=waiting.node, item=item_of(waiting.key),
               kind=waiting.kind, name=waiting.name, closed=early)
    live.waits.append(row)
    ctx.rows.add(row)
    limit = live.running.procedure.limits.get(waiting.name.split("@")[0]) if waiting.kind == "timer" else None
    if limit and limit.start.node is None and not limit.start.with_case:
        start_limit(ctx, live, limit, row.item)


def _timer_gone(ctx: Context, live: Live, wait: Wait, over: bool) -> None:
    """A limit that began with its timer ends with it: met by the act that removed it, or cancelled with the case or
    the way that was sent back."""
    limit = live.running.procedure.limits.get(wait.name) if wait.kind == "timer" else None
    if limit is None or limit.start.node is not None or limit.met_by:
        return
    still = any(w.kind == "timer" and w.name == wait.name and w.item == wait.item for w in live.waits)
    for row in live.deadlines:
        if row.open and row.key == limit.key and row.item == wait.item and not still:
            (limits.cancel if over else limits.meet)(ctx, live.case, row)


def _settle_tasks(ctx: Context, live: Live, wanted: Iterable[OpenTask], by: Task | None) -> list[Task]:
    refs = {t.id: t for t in wanted}
    for task in list(live.tasks):
        if refs.pop(task.ref, None) is None:
            live.tasks.remove(task)
            if task.state == "open":
                hands.close(ctx, live, task)
                ctx.rows.set(task, state="cancelled", ended_at=ctx.now)
                ctx.trail.write(Tag.TASK_CANCELLED, live.case, after={"task": task.id, "node": task.node})
    return [_open_task(ctx, live, found, by) for found in refs.values()]


def _open_task(ctx: Context, live: Live, found: OpenTask, by: Task | None) -> Task:
    """The row to be; it is added once it has its dates."""
    whose, signing = place(ctx, live, found), hands.declared(live, found.node)
    task = Task(case_id=live.case.id, ref=found.id, node=found.node, scope=found.scope,
                ways=[list(way) for way in found.ways[1:]] or None, item=item_of(found.key),
                title=found.title or found.node, article=found.article, form=found.form or found.node, role=whose.role,
                organisation_id=whose.organisation_id, assignee_id=whose.person_id, state="open", opened_at=ctx.now,
                opened_by=by.id if by else None, note="", records=narrowed(live, found),
                signing=signing.mode if signing else "")
    live.tasks.append(task)
    ctx.trail.write(Tag.TASK_OPENED, live.case, after={"node": task.node, "item": task.item, "role": task.role,
                                                       "organisation": task.organisation_id})
    ctx.send("notice", {"what": "task", "node": task.node, "title": task.title, "role": task.role,
                        "organisation": task.organisation_id}, live.case)
    return task


def narrowed(live: Live, found: OpenTask) -> list[str] | None:
    """The records that the task is about, where the flow has taken fewer than the application names."""
    records = found.data.get("records")
    if not isinstance(records, list) or records == live.case.answers.get("records"):
        return None
    return [str(key) for key in records]


def _end(ctx: Context, live: Live, outcome: str) -> None:
    case = live.case
    ctx.rows.set(case, status="closed", outcome=outcome, closed_at=ctx.now, snapshot=None,
                 kept_until=keeping.last_day(live.running.procedure.retention, ctx.today))
    for row in live.deadlines:
        if row.open:
            limits.cancel(ctx, case, row)
    ctx.trail.write(Tag.CASE_CLOSED, case, after={"outcome": outcome})
    if for_parties(live.running.procedure):
        ctx.send("notice", {"what": "closed", "outcome": outcome, "to": "subject"}, case)


def _stage(live: Live) -> str:
    procedure, case = live.running.procedure, live.case
    if case.status == "closed":
        return next((o.title for o in procedure.outcomes if o.id == case.outcome), "已办结")
    if live.tasks:
        return procedure.stage(live.tasks[0].node)
    shown = [w for w in live.waits if w.kind != "condition" and w.node in procedure.texts.stages]
    return procedure.stage(shown[0].node) if shown else case.stage
