"""A case as a row of a list."""

from __future__ import annotations

from flask import url_for

from app.clock import today
from app.domain.calendar import Calendar
from app.queries.cases import CaseItem
from app.services.limits import day_before
from app.web.show.clock import due_of


def case_row(one: CaseItem, calendar: Calendar) -> dict[str, object]:
    due = due_of(today(one.opened_at), day_before(one.due_at), "running", calendar) if one.due_at else None
    return vars(one) | {"url": url_for("desk.case", number=one.number), "due": due}
