"""Makes findable what was said since the last time. What is made of a case is services/index_case.py."""

from __future__ import annotations

from datetime import datetime

from app.domain.actor import CLOCK
from app.jobs.by_case import ByCase
from app.queries.search import unfindable
from app.services.execute import execute
from app.services.index_case import index_case as index


def index_what_is_new(now: datetime) -> int:
    """One small transaction a case; returns how many."""
    return sum(INDEX.do(case_id, now) is not None for case_id in INDEX.due(now))


def index_case(case_id: int, now: datetime) -> int:
    return execute(index, actor=CLOCK, now=now, case_id=case_id)


INDEX = ByCase("index", lambda tables, _: unfindable(tables), index_case)
