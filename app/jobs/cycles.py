"""Opens the yearly cases whose day has come, each once, also where the day itself was missed."""

from __future__ import annotations

import logging
from datetime import datetime

from app.domain.actor import CLOCK
from app.errors import Conflict, Refusal
from app.queries.cycles import Due, due
from app.queries.reading import reading
from app.services.execute import execute
from app.services.file_case import file_case

log = logging.getLogger("casework.clock")
FAILURES = (Exception,)  # one procedure that will not open must not keep the others shut; it is tried at the next tick


def open_cycles(now: datetime) -> int:
    """Returns how many cases were opened."""
    with reading() as tables:
        found = due(tables, now)
    return sum(_open(one, now) for one in found)


def _open(one: Due, now: datetime) -> bool:
    answers = {"year": one.year} if one.asks else {}
    try:
        execute(file_case, actor=CLOCK, now=now, procedure=one.procedure, door=one.door, answers=answers,
                cycle=one.year)
    except Conflict:
        return False  # a person was faster
    except Refusal as refusal:
        log.warning("the yearly case of %s could not be opened: %s", one.procedure, refusal.message)
        return False
    except FAILURES:
        log.exception("the yearly case of %s could not be opened", one.procedure)
        return False
    return True
