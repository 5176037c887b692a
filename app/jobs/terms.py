"""Terms of register entries that are over (公示期, 保存期): a short case each, opened by the clock."""

from __future__ import annotations

from datetime import datetime

from app.clock import today
from app.domain.actor import CLOCK
from app.queries.reading import reading
from app.queries.terms import WORK, Over, terms_over, terms_to_retry
from app.services.execute import execute
from app.services.file_case import file_case
from app.services.incidents import raise_incident, resolve_incident, told

FAILURES = (Exception,)  # one bad entry must not keep the others published


def end_terms(now: datetime) -> int:
    """Returns how many cases were opened. What fails is counted and stands on the administrator's page."""
    with reading() as tables:
        found = terms_over(tables, today(now))
    return sum(_open(over, now) for over in found)


def retry_terms(now: datetime) -> int:
    """Those that failed before and whose next try has come; one that is over no more (it is held, or ended) is well."""
    with reading() as tables:
        entries = terms_to_retry(tables, now)
        found = terms_over(tables, today(now), only=entries) if entries else []
    opened = [over.id for over in found if _open(over, now)]
    failed = {over.id for over in found} - set(opened)
    for entry_id in entries:
        if entry_id not in failed:
            execute(resolve_incident, actor=CLOCK, now=now, work=WORK, ref=entry_id)
    return len(opened)


def _open(over: Over, now: datetime) -> bool:
    answers = {"records": [over.entry], "term": over.term}
    try:
        execute(file_case, actor=CLOCK, now=now, procedure=over.opens, answers=answers, on_behalf_of=over.subject)
    except FAILURES as error:
        execute(raise_incident, actor=CLOCK, now=now, work=WORK, ref=over.id, **{**told(error), "node": over.term})
        return False
    return True
