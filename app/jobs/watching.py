"""The watch for cases that wait for nothing: no case hangs in silence."""

from __future__ import annotations

from datetime import datetime

from app.domain.actor import CLOCK
from app.queries.idle import cases_to_watch
from app.queries.reading import reading
from app.services.execute import execute
from app.services.watch_case import watch_case


def watch_for_idle(now: datetime) -> int:
    """One transaction a case; returns how many stand still."""
    with reading() as tables:
        ids = cases_to_watch(tables)
    return sum(execute(watch_case, actor=CLOCK, now=now, case_id=case_id) for case_id in ids)
