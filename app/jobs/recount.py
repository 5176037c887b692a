"""Counts limits again that were counted by an older calendar: another process may have opened a case with it."""

from __future__ import annotations

from datetime import datetime

from app.domain.actor import CLOCK
from app.jobs.by_case import ByCase
from app.queries.stale import stale_cases
from app.services.execute import execute
from app.services.recompute_deadlines import Moved, recompute_deadlines


def recount_stale(now: datetime) -> list[Moved]:
    """One transaction a case; returns what moved."""
    return [row for case_id in RECOUNT.due(now) for row in RECOUNT.do(case_id, now) or ()]


def recount_case(case_id: int, now: datetime) -> tuple[Moved, ...]:
    return execute(recompute_deadlines, actor=CLOCK, now=now, case_id=case_id)


RECOUNT = ByCase("recount", lambda tables, _: stale_cases(tables), recount_case)
