"""The job engine on PostgreSQL: jobs go in with our own transaction, one lock a case. Why: decisions/0009.

What is to be done stands in our rows; a job only wakes a worker. What a lost job was for is found by the next round;
one that comes twice finds nothing left to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.extensions import db
from app.jobs.by_case import ByCase
from app.services.context import LETTERS

# By the engine's own function, and by ours of a connection: what is rolled back was never asked for.
PUT = sa.text("""
    SELECT jobs.procrastinate_defer_jobs_v1(array_agg(ROW(
        'default', CAST(:work AS varchar), CAST(:urgent AS integer), 'case-' || nullif(id, 0), NULL,
        jsonb_build_object('case_id', id), NULL)::jobs.procrastinate_job_to_defer_v1))
    FROM unnest(CAST(:cases AS bigint[])) AS id""")
URGENT = {LETTERS: 1}  # somebody waits for a code; the last of ten thousand limits may come after it
WAITING = sa.text("""
    SELECT CAST(args ->> 'case_id' AS bigint) FROM jobs.procrastinate_jobs
    WHERE task_name = :work AND status IN ('todo', 'doing')""")


def wake(session: Session, work: str, cases: Iterable[int]) -> None:
    """Ask, within the transaction of a verb, that this work be done for these cases once it has committed."""
    session.execute(PUT, asked(work, cases))


def hand_out(work: ByCase[Any], now: datetime) -> int:
    """A job for each case that has some of this work and none waiting; returns how many."""
    found = work.due(now)
    with db.engine.begin() as connection:
        waiting = set(connection.scalars(WAITING, {"work": work.name})) if found else set()
        cases = [case_id for case_id in found if case_id not in waiting]
        if cases:
            connection.execute(PUT, asked(work.name, cases))
    return len(cases)


def asked(work: str, cases: Iterable[int]) -> dict[str, Any]:
    return {"work": work, "cases": list(cases), "urgent": URGENT.get(work, 0)}
