"""Remind whoever has a task (催办): a notice to the holder, seen on the task. Kept from nagging by two limits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import Conflict, NotAllowed
from app.models import Reminder, Task
from app.services import access
from app.services.context import Context
from app.services.live import Live
from app.services.lock import lock_task, must_be_running, task_organisations
from app.services.reasons import written

PAUSE = timedelta(hours=24)  # between two reminders of one person about one task
MOST_IN_A_DAY = 3  # about one task, whoever reminds


def remind_task(ctx: Context, *, task_id: int, reason: str, version: int | None = None) -> dict[str, Any]:
    """Returns `{id}` of the reminder. Raises Conflict (`reminded_already`, with who and when) within the limits."""
    live, task = lock_task(ctx, task_id, version)
    must_remind(ctx, live, task)
    return {"id": add_reminder(ctx, live, task, written(reason, "请写明催什么。"), Tag.TASK_REMINDED).id}


def must_remind(ctx: Context, live: Live, task: Task) -> None:
    must_urge(ctx, live, task)
    if not access.works_on(ctx.actor, live.case, task_organisations(ctx.session, live.case.id)):
        raise NotAllowed("催办由办理这件事项的单位和督办人员提出。")
    mine = _last(ctx, task, Reminder.person_id == ctx.actor.person_id)
    if mine is not None and ctx.now - mine.at < PAUSE:
        raise Conflict("您在24小时内已经催过这项待办，请等一等再催。", by=mine.person.name, at=mine.at,
                       code="reminded_already")
    recent = ctx.session.scalar(sa.select(sa.func.count()).where(
        Reminder.task_id == task.id, Reminder.at > ctx.now - PAUSE)) or 0
    if recent >= MOST_IN_A_DAY:
        raise Conflict(f"这项待办24小时内已经被催了{recent}次，不再重复催。", code="reminded_already")


def must_urge(ctx: Context, live: Live, task: Task) -> None:
    """The task is open and somebody else's."""
    access.must_know(ctx.actor, task, live.case)
    if task.state != "open":
        raise Conflict("这项待办已经不在办理中，不用再催。")
    must_be_running(live)
    if ctx.actor.person_id is None or task.assignee_id == ctx.actor.person_id:
        raise Conflict("这项待办就在您手里。", code="same_person")


def add_reminder(ctx: Context, live: Live, task: Task, text: str, tag: Tag, answer_by: date | None = None) -> Reminder:
    assert ctx.actor.person_id is not None  # must_urge
    row = Reminder(case_id=live.case.id, task_id=task.id, person_id=ctx.actor.person_id, at=ctx.now, text=text,
                   answer_by=answer_by)
    ctx.session.add(row)
    ctx.session.flush()
    day = answer_by.isoformat() if answer_by else None
    ctx.trail.write(tag, live.case, after={"task": task.id, "node": task.node, "reason": text, "answer_by": day})
    tell_holder(ctx, live, task, "supervised" if answer_by else "reminded")
    return row


def tell_holder(ctx: Context, live: Live, task: Task, what: str) -> None:
    """A notice to who has claimed the task, else to everybody who could."""
    to = {"to": task.assignee.login} if task.assignee else {"role": task.role, "organisation": task.organisation_id}
    ctx.send("notice", {"what": what, "title": task.title, **to}, live.case)


def _last(ctx: Context, task: Task, mine: sa.ColumnElement[bool]) -> Reminder | None:
    query = sa.select(Reminder).where(Reminder.task_id == task.id, mine).order_by(Reminder.at.desc()).limit(1)
    return ctx.session.scalars(query).one_or_none()
