"""Takes the lock on one case and reads what is open in it: how every verb on a running case begins."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.numbers import read_case_number
from app.errors import Conflict, NotFound
from app.models import Base, Case, Deadline, Hand, Task, Wait
from app.services import access, seats
from app.services.context import Context
from app.services.copies import must_read
from app.services.live import Live

# Made once: to put a statement together costs as much as to run it.
_ONE: sa.BindParameter[Any] = sa.bindparam("one")
_CASE, _TASK, _WAIT, _DEADLINE, _HAND = (
    Base.metadata.tables[m.__tablename__] for m in (Case, Task, Wait, Deadline, Hand))
_LOCKING = sa.select(_CASE).with_for_update(of=_CASE)
_BY_NUMBER = _LOCKING.where(_CASE.c.number == _ONE)
_BY_TASK = _LOCKING.join(_TASK, _TASK.c.case_id == _CASE.c.id).where(_TASK.c.id == _ONE)
_BY_ID = _LOCKING.where(_CASE.c.id == _ONE)
_TASKS = sa.select(_TASK).where(_TASK.c.case_id == _ONE, _TASK.c.state == "open").order_by(_TASK.c.id)
_WAITS = sa.select(_WAIT).where(_WAIT.c.case_id == _ONE).order_by(_WAIT.c.id)
_DEADLINES = sa.select(_DEADLINE).where(_DEADLINE.c.case_id == _ONE, _DEADLINE.c.open).order_by(_DEADLINE.c.id)
_HANDS = (sa.select(_HAND).join(_TASK, _TASK.c.id == _HAND.c.task_id)
          .where(_TASK.c.case_id == _ONE, _TASK.c.state == "open").order_by(_HAND.c.n, _HAND.c.id))


def lock_case(ctx: Context, number: str, version: int | None = None) -> Live:
    """A case by its number, seen through the actor's eyes. Raises NotFound, or Conflict for a stale version."""
    found = read_case_number(number)
    return _live(ctx, _locked(ctx, _BY_NUMBER, found.plain if found else number), version)


def lock_task(ctx: Context, task_id: int, version: int | None = None) -> tuple[Live, Task]:
    """A task by id and the case it stands in, under the case's lock; from here on the actor is who they sit for."""
    live = _live(ctx, _locked(ctx, _BY_TASK, task_id), version)
    task = next((t for t in live.tasks if t.id == task_id), None) or _old_task(ctx.session, task_id)
    seats.stand_in(ctx, live, task)
    return live, task


def lock_case_id(ctx: Context, case_id: int) -> Live:
    """For what follows from no will of the actor's (a moment has come, a calendar changed): no eyes to look through."""
    return _live(ctx, _locked(ctx, _BY_ID, case_id), None, through_eyes=False)


def hold_case(ctx: Context, case_id: int) -> Case:
    """A case for its trail alone, for what is not an act of its own: a comment from the public."""
    case = _locked(ctx, _BY_ID, case_id)
    if case is None:
        raise NotFound()
    return case


def _locked(ctx: Context, query: sa.Select[Any], one: int | str) -> Case | None:
    return next(iter(ctx.rows.read(Case, query, one)), None)


def _live(ctx: Context, case: Case | None, version: int | None, through_eyes: bool = True) -> Live:
    if case is None:
        raise NotFound()
    ctx.case_id = case.id
    tasks = ctx.rows.read(Task, _TASKS, case.id)
    if through_eyes:
        _must_see(ctx, case, tasks)
    if version is not None and version != case.version:
        raise Conflict("这件事项刚刚有了变化，请看过最新情况再办。", code="stale")
    return Live(case, ctx.house.release(ctx.session, case.release_id), tasks,
                ctx.rows.read(Wait, _WAITS, case.id), ctx.rows.read(Deadline, _DEADLINES, case.id),
                ctx.rows.read(Hand, _HANDS, case.id) if any(t.signing for t in tasks) else [])


def _must_see(ctx: Context, case: Case, tasks: list[Task]) -> None:
    """Open tasks say most; only where they do not are the ended ones asked, so that the common path reads less."""
    organs = frozenset(t.organisation_id for t in tasks if t.organisation_id)
    if not access.may_see(ctx.actor, case, organs):
        must_read(ctx.session, ctx.actor, case, task_organisations(ctx.session, case.id))


def task_organisations(session: Session, case_id: int) -> frozenset[int]:
    """Every organ that has or had a task in the case, or a part in one."""
    tasks = sa.select(Task.organisation_id).where(Task.case_id == case_id)
    hands = sa.select(Hand.organisation_id).join(Task, Task.id == Hand.task_id).where(Task.case_id == case_id)
    return frozenset(i for i in session.scalars(tasks.union(hands)) if i)


def _old_task(session: Session, task_id: int) -> Task:
    return session.execute(
        sa.select(Task).where(Task.id == task_id).options(joinedload(Task.assignee))).scalar_one()


def must_run(live: Live) -> bytes:
    """The snapshot of a case that is open. Raises Conflict for one that is closed or suspended."""
    must_be_running(live)
    assert live.case.snapshot is not None  # a case that is open has one
    return live.case.snapshot


def must_be_running(live: Live) -> None:
    if live.case.status == "suspended":
        raise Conflict("事项已经中止，恢复以后才能继续办理。", code="suspended")
    if live.case.status == "closed":
        raise Conflict("事项已经办结，不能再办理。", code="closed")


def with_deadline(live: Live, deadline_id: int | None) -> Deadline:
    """The open limit named, or the one that ends first. Raises Conflict where none runs."""
    rows = [d for d in live.deadlines if deadline_id in (None, d.id)]
    if not rows:
        raise Conflict("这件事项现在没有在计算的期限。", code="no_deadline")
    return min(rows, key=lambda d: d.due_at)
