"""What is only kept for a while and belongs to no case: answers to repeated requests, windows of failed attempts."""

from __future__ import annotations

from datetime import datetime

from app.domain.actor import CLOCK
from app.services.execute import execute
from app.services.remembered import forget_answers
from app.services.throttle import sweep_throttle


def forget_what_is_over(now: datetime) -> None:
    execute(forget_answers, actor=CLOCK, now=now)
    execute(sweep_throttle, actor=CLOCK, now=now)
