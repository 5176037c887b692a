"""Sends the subscribed lists of what is late and soon due: each once on its day."""

from __future__ import annotations

from datetime import datetime

from app.clock import today
from app.domain.actor import CLOCK
from app.queries.reading import reading
from app.queries.subscriptions import perhaps_due
from app.services.execute import execute
from app.services.send_late_list import send_late_list


def send_late_lists(now: datetime) -> int:
    """One transaction a list; returns how many were put into the outbox."""
    with reading() as tables:
        ids = perhaps_due(tables, today(now))
    return sum(execute(send_late_list, actor=CLOCK, now=now, subscription_id=one) for one in ids)
