"""What the law lets be kept only so long is erased when its time is over: a small transaction each, files last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from app.clock import today
from app.domain.actor import CLOCK
from app.queries.reading import reading
from app.queries.retention import Due, due_cases, due_entries
from app.services.drop_files import drop_files
from app.services.erase_case import erase_case
from app.services.erase_entry import erase_entry
from app.services.execute import execute
from app.services.incidents import raise_incident, told

FAILURES = (Exception,)  # one bad case must not keep the others
Find = Callable[[Any, date, Due | None], list[Due]]


@dataclass
class Erased:
    """`due` found, `erased` done, `held` kept longer for a stated reason, `failed` on the administrator's page."""

    due: int = 0
    erased: int = 0
    held: int = 0
    failed: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def erase_what_is_over(now: datetime, dry: bool = False) -> Erased:
    """Cases, then register entries, then the bytes that nobody names any more. `dry`: only count."""
    result = Erased()
    _all(due_cases, lambda due: _one(erase_case, "erase", due.id, now, result, case_id=due.id), now, result, dry)
    _all(due_entries, lambda due: _one(erase_entry, "erase_entry", due.id, now, result, entry_id=due.id), now, result,
         dry)
    while not dry and execute(drop_files, actor=CLOCK, now=now):
        pass
    return result


def _all(find: Find, erase: Callable[[Due], None], now: datetime, result: Erased, dry: bool) -> None:
    last: Due | None = None
    while batch := _batch(find, now, last):
        for due in batch:
            result.due += 1
            result.held += due.held
            if not dry and not due.held:
                erase(due)
        last = batch[-1]


def _batch(find: Find, now: datetime, after: Due | None) -> list[Due]:
    with reading() as tables:
        return find(tables, today(now), after)


def _one(verb: Callable[..., Any], work: str, ref: int, now: datetime, result: Erased, **which: int) -> None:
    try:
        done = execute(verb, actor=CLOCK, now=now, **which)
        result.erased, result.held = result.erased + (done is not None), result.held + (done is None)
    except FAILURES as error:
        result.failed += 1
        execute(raise_incident, actor=CLOCK, now=now, work=work, ref=ref, **told(error))
