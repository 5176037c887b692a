"""Stop a statutory clock, only where its limit names an article for it."""

from __future__ import annotations

from typing import Any

from app.domain.tags import Tag
from app.errors import Conflict, Invalid, NotAllowed
from app.models import Case, Deadline
from app.services import access, limits
from app.services.context import Context
from app.services.lock import lock_case, with_deadline


def pause_deadline(ctx: Context, *, number: str, reason: str, article: str = "",
                   deadline_id: int | None = None, version: int | None = None) -> dict[str, Any]:
    """Returns `{number, deadline}`. Raises Conflict where the law lets nothing stop this clock (条17, 条31, 条32)."""
    live = lock_case(ctx, number, version)
    must_be_officer(ctx, live.case)
    row = with_deadline(live, deadline_id)
    must_be_pausable(row, live.running.procedure.limits[row.key].pausable_by, article)
    if not isinstance(reason, str) or not reason.strip():
        raise Invalid({"reason": ["请写明中止的理由。"]})
    if row.state != "running":
        raise Conflict("这个期限现在没有在走。", code="not_running")
    row.state = "paused"
    limits.change(ctx, row, "pause", reason.strip(), article)
    ctx.trail.write(Tag.DEADLINE_PAUSED, live.case,
                    after={"limit": row.key, "reason": reason.strip(), "article": article})
    return {"number": live.case.number, "deadline": row.id}


def must_be_officer(ctx: Context, case: Case) -> None:
    if access.is_subject(ctx.actor, case) or not case.organisation_id \
            or case.organisation_id not in access.organisations(ctx.actor):
        raise NotAllowed("期限的中止、恢复由承办单位办理。")


def must_be_pausable(row: Deadline, allowed: str | None, article: str) -> None:
    if allowed is None:
        raise Conflict(f"{row.title}依法不能中止。", code="not_pausable")
    if article and article != allowed:
        raise Invalid({"article": [f"这个期限只能依据{allowed}中止。"]})
