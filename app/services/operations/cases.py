"""What a diagram does to its own case: extend a limit."""

from __future__ import annotations

from app.engine import Effect
from app.services.context import Context
from app.services.limits import apply_extension
from app.services.live import Live, item_of, within


def extend(ctx: Context, live: Live, effect: Effect) -> None:
    """The extension that the head of the authority approved in the flow; capped by the limit, once as it says."""
    key = str(effect.params["limit"])
    limit = live.running.procedure.limits[key]
    item = item_of(effect.key)
    row = next((d for d in live.deadlines if d.key == key and d.open and within(item, d.item)), None)
    if row is not None and limit.extension is not None:
        to = effect.params.get("to")
        reason = asked_for(live) or live.running.procedure.node_title(effect.node)
        apply_extension(ctx, live.case, row, limit.extension, reason, int(str(to)) if to else limit.extension.to)


def asked_for(live: Live) -> str:
    """The reason in the request for extension: it stands in the trail and is shown to the subject."""
    request = live.case.answers.get("message:extend")
    return str(request.get("reason") or "") if isinstance(request, dict) else ""
