"""Lengthen a statutory clock, within its article and only as often as it allows."""

from __future__ import annotations

from app.errors import Conflict, Invalid, NotAllowed
from app.services.context import Context
from app.services.limits import apply_extension
from app.services.lock import lock_case, with_deadline
from app.services.send_message import send_message


def extend_deadline(ctx: Context, *, number: str, reason: str, article: str = "", deadline_id: int | None = None,
                    to: int | None = None, version: int | None = None) -> dict[str, object]:
    """Ask for an extension where the flow has a step for it, or apply it where the actor may approve it.

    Raises Conflict where the limit allows none (any more), NotAllowed where another must approve, Invalid without
    a reason.
    """
    live = lock_case(ctx, number, version)
    if not reason.strip():
        raise Invalid({"reason": ["请写明延长的理由。"]})
    if any(w.kind == "message" and w.name == "extend" for w in live.waits):
        return send_message(ctx, number=number, name="extend", answers={"reason": reason})
    row = with_deadline(live, deadline_id)
    extension = live.running.procedure.limits[row.key].extension
    if extension is None:
        raise Conflict(f"{row.title}依法不能延长。", code="not_extendable")
    if ctx.actor.holds(extension.approver) is None:
        raise NotAllowed("延长期限要由有权的负责人批准。")
    apply_extension(ctx, live.case, row, extension, reason, to or extension.to)
    return {"number": live.case.number}
