"""Keep a closed case longer than its time, because somebody outside decides about it (复议, 诉讼); and lift that."""

from __future__ import annotations

from app.domain.actor import Actor
from app.domain.tags import Tag
from app.errors import Conflict, NotAllowed
from app.models import Case
from app.services import access
from app.services.context import Context
from app.services.keeping import must_be_there
from app.services.lock import lock_case, task_organisations
from app.services.reasons import written


def must_hold(actor: Actor, case: Case, organs: frozenset[int]) -> None:
    """Who works on it, once it is closed and nobody has done so. `organs` have, or had, a task in it."""
    _must_work(actor, case, organs)
    if case.status != "closed":
        raise Conflict("事项还没有办结，不会被删除。", code="not_closed")
    if case.held is not None:
        raise Conflict("这件事项已经注明暂缓删除。", code="held_already")


def must_lift(actor: Actor, case: Case, organs: frozenset[int]) -> None:
    _must_work(actor, case, organs)
    if case.held is None:
        raise Conflict("这件事项没有注明暂缓删除。", code="not_held")


def _must_work(actor: Actor, case: Case, organs: frozenset[int]) -> None:
    if access.is_subject(actor, case) or not access.works_on(actor, case, organs):
        raise NotAllowed("暂缓删除由办理单位注明。")
    must_be_there(case)


def hold_case(ctx: Context, *, number: str, reason: str, version: int | None = None) -> dict[str, str]:
    """Returns `{number}`. Raises Invalid without a reason."""
    live = lock_case(ctx, number, version)
    must_hold(ctx.actor, live.case, task_organisations(ctx.session, live.case.id))
    why = written(reason, "请写明为什么暂缓删除，例如复议、诉讼的案号。")
    ctx.rows.set(live.case, held=why)
    ctx.trail.write(Tag.CASE_HELD, live.case, after={"reason": why})
    return {"number": live.case.number}


def lift_hold(ctx: Context, *, number: str, reason: str, version: int | None = None) -> dict[str, str]:
    """Returns `{number}`. What is past its time goes with the next sweep. Raises Invalid without a reason."""
    live = lock_case(ctx, number, version)
    must_lift(ctx.actor, live.case, task_organisations(ctx.session, live.case.id))
    why = written(reason, "请写明为什么不再暂缓，例如复议、诉讼的结果。")
    ctx.rows.set(live.case, held=None)
    ctx.trail.write(Tag.CASE_HOLD_LIFTED, live.case, after={"reason": why})
    return {"number": live.case.number}
