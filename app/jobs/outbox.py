"""Sends what the verbs left in the outbox: claim, send with no transaction open, settle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.delivery import DeliveryFailed, deliver
from app.domain.actor import CLOCK
from app.queries.due import due_outbox
from app.queries.reading import reading
from app.services.execute import execute
from app.services.house import house
from app.services.outbox import claim_message, settle_message


@dataclass
class Sent:
    sent: int = 0
    failed: int = 0


def send_outbox(now: datetime, limit: int = 1000) -> Sent:
    """Send what is due. A receiver recognises a repeat by the message's key."""
    result = Sent()
    while (ids := _batch(now)) and result.sent + result.failed < limit:
        for outbox_id in ids:
            _one(outbox_id, now, result)
    return result


def _batch(now: datetime) -> list[int]:
    with reading() as tables:
        return due_outbox(tables, now)


def _one(outbox_id: int, now: datetime, result: Sent) -> None:
    message = execute(claim_message, actor=CLOCK, now=now, outbox_id=outbox_id)
    if message is None:
        return
    try:
        for part in message.parts:
            deliver(part, house().settings)
        error = ""
    except DeliveryFailed as failed:
        error = str(failed) or type(failed).__name__
    result.sent, result.failed = result.sent + (not error), result.failed + bool(error)
    execute(settle_message, actor=CLOCK, now=now, outbox_id=outbox_id, error=error)
