"""Sends what the verbs left in the outbox: claim, send with no transaction open, settle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app import clock
from app.delivery import DeliveryFailed, deliver
from app.domain.actor import CLOCK
from app.jobs.by_case import ByCase
from app.queries.due import cases_with_mail, due_outbox
from app.queries.reading import reading
from app.services.context import LETTERS as NAME
from app.services.execute import execute
from app.services.house import house
from app.services.outbox import Message, claim_message, settle_message


@dataclass
class Sent:
    sent: int = 0
    failed: int = 0


@dataclass(frozen=True)
class HandedOver:
    """Keys of the parts that left, what was wrong with the others, and whether trying again may help."""

    gone: tuple[str, ...]
    error: str
    again: bool


def send_outbox(now: datetime, limit: int = 100) -> Sent:
    """Send what is due, about so many: who stops the house waits for the round. Repeats are known by key."""
    result = Sent()
    while (ids := _batch(now)) and result.sent + result.failed < limit:
        for outbox_id in ids:
            _one(outbox_id, now, result)
    return result


def send_case(case_id: int, now: datetime) -> Sent:
    """What is due of one case; of none where it is 0."""
    result = Sent()
    with reading() as tables:
        ids = due_outbox(tables, now, case_id=case_id)
    for outbox_id in ids:
        _one(outbox_id, now, result)
    return result


LETTERS = ByCase(NAME, cases_with_mail, send_case)


def _batch(now: datetime) -> list[int]:
    with reading() as tables:
        return due_outbox(tables, now)


def _one(outbox_id: int, now: datetime, result: Sent) -> None:
    now = max(now, clock.now())  # the lease counts from here, however long the round has been under way
    message = execute(claim_message, actor=CLOCK, now=now, outbox_id=outbox_id)
    if message is None:
        return
    done = hand_over(message)
    result.sent, result.failed = result.sent + (not done.error), result.failed + bool(done.error)
    execute(settle_message, actor=CLOCK, now=now, outbox_id=outbox_id, error=done.error, again=done.again,
            gone=done.gone)


def hand_over(message: Message) -> HandedOver:
    """Every part to its receiver; one that fails does not keep the others back."""
    gone, errors, again = list[str](), list[str](), False
    for part in message.parts:
        try:
            deliver(part, house().settings)
            gone.append(part["key"])
        except DeliveryFailed as failed:
            errors.append(str(failed))
            again = again or failed.retry
        except Exception as unforeseen:  # one odd message must not stop the outbox
            errors.append(f"{type(unforeseen).__name__}: {unforeseen}")
            again = True
    return HandedOver(tuple(gone), "; ".join(errors), again)
