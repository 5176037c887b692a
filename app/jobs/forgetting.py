"""What is only kept for a while and belongs to no case: answers to repeated requests, failed attempts, unused
files, who read what."""

from __future__ import annotations

from datetime import datetime

from app.domain.actor import CLOCK
from app.services.execute import execute
from app.services.forget_readings import forget_readings
from app.services.forget_uploads import forget_uploads
from app.services.remembered import forget_answers
from app.services.throttle import sweep_throttle


def forget_what_is_over(now: datetime) -> None:
    for verb in (forget_answers, sweep_throttle, forget_uploads, forget_readings):
        execute(verb, actor=CLOCK, now=now)
