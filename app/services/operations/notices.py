"""Tells somebody something: a row in the outbox, sent after the commit."""

from __future__ import annotations

from app.engine import Effect
from app.services.context import Context
from app.services.live import Live
from app.services.operations.registers import records_of


def notify(ctx: Context, live: Live, effect: Effect) -> None:
    """`to`: subject, recipients of records (platform), an organisation's tag or id, or a lane."""
    to = effect.params.get("to")
    notice = live.running.procedure.texts.notices.get(str(effect.params.get("text")))
    payload = {"what": "notice", "to": to, "node": effect.node,
               "title": notice.title if notice else live.running.procedure.node_title(effect.node),
               "body": notice.body if notice else ""}
    if to == "recipients":
        ctx.send("platform", {**payload, "records": [e.key for e in records_of(ctx, live, effect)]}, live.case)
    else:
        ctx.send("notice", payload, live.case)
