"""Terms of register entries that are over (公示期, 保存期): a short case each, opened by the clock."""

from __future__ import annotations

import logging
from datetime import datetime

from app.clock import today
from app.domain.actor import CLOCK
from app.queries.reading import reading
from app.queries.terms import Over, terms_over
from app.services.execute import execute
from app.services.file_case import file_case

log = logging.getLogger("casework.clock")
FAILURES = (Exception,)  # one bad entry must not keep the others published; it is found again at the next tick


def end_terms(now: datetime) -> int:
    """Returns how many cases were opened."""
    with reading() as tables:
        found = terms_over(tables, today(now))
    return sum(_open(over, now) for over in found)


def _open(over: Over, now: datetime) -> bool:
    answers = {"records": [over.entry], "term": over.term}
    try:
        execute(file_case, actor=CLOCK, now=now, procedure=over.opens, answers=answers, on_behalf_of=over.subject)
    except FAILURES:
        log.exception("the term %s of an entry could not be ended", over.term)
        return False
    return True
