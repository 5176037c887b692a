"""Makes findable what was said since the last time. What is made of a case is services/index_case.py."""

from __future__ import annotations

from datetime import datetime

from app.domain.actor import CLOCK
from app.queries.reading import reading
from app.queries.search import unfindable
from app.services.execute import execute
from app.services.index_case import index_case


def index_what_is_new(now: datetime) -> int:
    """One small transaction a case; returns how many."""
    with reading() as tables:
        ids = unfindable(tables)
    for case_id in ids:
        execute(index_case, actor=CLOCK, now=now, case_id=case_id)
    return len(ids)
