"""Withdraw an application, as long as the diagram lets it be withdrawn."""

from __future__ import annotations

from typing import Any

from app.errors import Conflict, Invalid
from app.services.context import Context
from app.services.lock import lock_case
from app.services.send_message import send_message

MESSAGE = "withdraw"


def withdraw_case(ctx: Context, *, number: str, reason: str, version: int | None = None) -> dict[str, Any]:
    """Returns `{number, open_tasks}`. Raises Conflict where the flow does not wait for it, Invalid without a reason."""
    live = lock_case(ctx, number, version)
    if MESSAGE not in live.running.procedure.messages:
        raise Conflict("这类事项不能撤回。", code="not_awaited")
    if not isinstance(reason, str) or not reason.strip():
        raise Invalid({"reason": ["请写明撤回的理由。"]})
    form = live.running.procedure.forms[live.running.procedure.messages[MESSAGE].form]
    answers = {field.key: reason for field in form.fields if field.key == "reason"}
    return send_message(ctx, number=number, name=MESSAGE, answers=answers)
