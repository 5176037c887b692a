"""The sweep: every statutory clock whose next moment has come, one small transaction each."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from app.domain.actor import CLOCK
from app.jobs.by_case import FAILURES, ByCase
from app.queries.due import DueAt, cases_due, due_deadlines, open_incidents
from app.queries.reading import reading
from app.services.execute import execute
from app.services.fire_deadline import fire_deadline
from app.services.incidents import raise_incident, resolve_incident, told

BATCH = 500


@dataclass
class Sweep:
    """`due` found, `fired` done, `parked` failed and set aside."""

    due: int = 0
    fired: int = 0
    parked: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def sweep(now: datetime) -> Sweep:
    """Fire all that is due at that moment. What fails is counted, tried again later, and after some tries parked."""
    result, last = Sweep(), None
    with reading() as tables:
        troubled = open_incidents(tables, "deadline")
    while batch := _batch(now, last):
        for deadline in batch:
            _one(deadline.id, now, result, deadline.id in troubled)
        last = batch[-1]
    return result


def _batch(now: datetime, after: DueAt | None) -> list[DueAt]:
    with reading() as tables:
        return due_deadlines(tables, now, after=after, limit=BATCH)


def sweep_case(case_id: int, now: datetime) -> Sweep:
    """The same for what is due in one case."""
    result = Sweep()
    with reading() as tables:
        troubled, found = open_incidents(tables, "deadline"), due_deadlines(tables, now, case_id=case_id)
    for deadline in found:
        _one(deadline.id, now, result, deadline.id in troubled)
    return result


DEADLINES = ByCase("deadlines", cases_due, sweep_case)


def _one(deadline_id: int, now: datetime, result: Sweep, troubled: bool) -> None:
    result.due += 1
    try:
        fired = execute(fire_deadline, actor=CLOCK, now=now, deadline_id=deadline_id)
        result.fired += fired is not None
        if troubled:
            execute(resolve_incident, actor=CLOCK, now=now, work="deadline", ref=deadline_id)
    except FAILURES as error:
        result.parked += 1
        execute(raise_incident, actor=CLOCK, now=now, work="deadline", ref=deadline_id, **told(error))
