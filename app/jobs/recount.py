"""Counts limits again that were counted by an older calendar: another process may have opened a case with it."""

from __future__ import annotations

from datetime import datetime

from app.domain.actor import CLOCK
from app.queries.reading import reading
from app.queries.stale import stale_cases
from app.services.execute import execute
from app.services.recompute_deadlines import Moved, recompute_deadlines


def recount_stale(now: datetime) -> list[Moved]:
    """One transaction a case; returns what moved."""
    with reading() as tables:
        ids = stale_cases(tables)
    return [row for case_id in ids for row in execute(recompute_deadlines, actor=CLOCK, now=now, case_id=case_id)]
