"""Move a running case to another release of its procedure (换版): only where it stands at steps that both have."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.tags import Tag
from app.engine import StepFailed
from app.errors import Conflict, Invalid, NotAllowed
from app.models import Case, Deadline
from app.models import Release as ReleaseRow
from app.services.context import Context
from app.services.house import House, Running
from app.services.lanes import place
from app.services.lock import lock_case_id
from app.services.stored_state import difference
from app.services.verb import NothingDone

DIFFERS = {"tasks": "现在的待办在新版里不是待办。", "waits": "现在等待的事项在新版里不同。"}


def migrate_case(ctx: Context, *, case_id: int, release_id: int) -> None:
    """The state stays as it is; open tasks take title, form, article and lane of the new release.

    Raises Conflict with what stands in the way; a closed case and one that is there already are left alone.
    """
    if ctx.actor.kind not in ("operator", "clock") and not ctx.actor.roles & {"admin", "supervisor"}:
        raise NotAllowed("换版由系统管理员或者督办人员办理。")
    live = lock_case_id(ctx, case_id)
    case, target = live.case, ctx.house.release(ctx.session, release_id)
    if case.status == "closed" or case.release_id == release_id:
        raise NothingDone()
    why = obstacle(ctx.session, ctx.house, case, target)
    if why:
        raise Conflict(why, code="cannot_migrate")
    ctx.trail.write(Tag.CASE_MIGRATED, case, before={"release": live.running.hash}, after={"release": target.hash})
    ctx.rows.set(case, release_id=release_id)
    live.running = target
    assert case.snapshot is not None
    found = {task.id: task for task in ctx.house.engine.look(target.flow, case.snapshot)[0]}
    for task in live.tasks:
        now = found[task.ref]
        whose = place(ctx, live, now)
        ctx.rows.set(task, title=now.title or now.node, article=now.article, form=now.form or now.node, role=whose.role,
                     organisation_id=whose.organisation_id, assignee_id=whose.person_id or task.assignee_id)


def obstacle(session: Session, house: House, case: Case, target: Running) -> str:
    """Why a case cannot go on under another release; empty where it can."""
    if target.procedure.slug != case.procedure:
        return f"这件事项属于“{case.procedure}”，不属于“{target.procedure.slug}”。"
    if case.snapshot is None:
        return "流程的存档不在了。"
    try:
        differs = difference(session, house, case, target.flow)
    except StepFailed as failed:
        return failed.reason
    if differs:
        return DIFFERS[differs]
    keys = set(session.scalars(sa.select(Deadline.key).where(Deadline.case_id == case.id, Deadline.open)))
    gone = sorted(keys - target.procedure.limits.keys())
    return f"新版没有正在计算的期限“{gone[0]}”。" if gone else ""


def release_named(session: Session, name: str) -> ReleaseRow:
    """A release by its slug (the current one), `slug@n`, or the beginning of its hash. Raises Invalid."""
    slug, _, n = name.partition("@")
    by_slug = sa.select(ReleaseRow).where(ReleaseRow.slug == slug)
    query = by_slug.where(ReleaseRow.n == int(n)) if n.isdecimal() else by_slug.where(ReleaseRow.current)
    found = list(session.scalars(query))
    if not found and len(name) >= 8:
        found = list(session.scalars(sa.select(ReleaseRow).where(ReleaseRow.hash.startswith(name, autoescape=True))))
    if len(found) != 1:
        raise Invalid({"to": [f"没有这个版本：{name}。请写程序名、程序名@版次，或者摘要的前几位。"]})
    return found[0]

