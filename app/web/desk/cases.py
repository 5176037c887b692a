"""Lists of cases: what this reader may see, found by number, name or title."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request, url_for

from app.errors import Invalid
from app.queries.cases import STATUSES, CaseFilters, list_cases
from app.queries.procedures import list_procedures
from app.queries.reading import reading
from app.queries.search import Found, search_texts
from app.services.calendars import load_calendar
from app.services.execute import execute
from app.services.note_reading import note_reading
from app.web.desk import blueprint
from app.web.pages import page
from app.web.session import current_actor
from app.web.show.cases import case_row

STATUS_WORDS = {"open": "在办", "suspended": "已中止", "closed": "已办结"}


@blueprint.get("/cases")
def cases() -> Response:
    asked: dict[str, Any] = {key: request.args.get(key, "").strip() for key in ("q", "procedure", "status", "overdue")}
    with reading() as tables:
        found = list_cases(tables, current_actor(), filters_of(asked), cursor=request.args.get("page"))
        calendar = load_calendar(tables)
        procedures = list_procedures(tables, current_actor())
    kept = {key: value for key, value in asked.items() if value}
    at = request.args.get("at", "0")
    first = int(at) if at.isdecimal() and len(at) < 8 else 0
    return page(
        "desk/cases.html", rows=[case_row(one, calendar) for one in found.items], asked=asked, procedures=procedures,
        statuses=STATUS_WORDS, total=f"{found.total.count}{'' if found.total.exact else '+'}", first=first + 1,
        last=first + len(found.items), section="desk.cases",
        next=url_for("desk.cases", **kept, page=found.next, at=first + len(found.items)) if found.next else None,
        back=url_for("desk.cases", **kept) if request.args.get("page") else None,
    )


@blueprint.get("/search")
def search() -> Response:
    """In what was written, not in titles and names; each case told of is noted as read."""
    asked, refused, found = request.args.get("q", "").strip()[:100], "", tuple[Found, ...]()
    if asked:
        with reading() as tables:
            try:
                found = search_texts(tables, current_actor(), asked)
            except Invalid as refusal:
                refused = "；".join(text for texts in refusal.errors.values() for text in texts)
    for number in dict.fromkeys(one.case for one in found):
        execute(note_reading, actor=current_actor(), what="case", purpose="全文检索", number=number)
    return page("desk/search.html", status=422 if refused else 200, found=found, asked=asked, refused=refused,
                section="desk.cases")


def filters_of(asked: Mapping[str, str]) -> CaseFilters:
    return CaseFilters(
        procedure=asked["procedure"] or None, status=asked["status"] if asked["status"] in STATUSES else None,
        q=asked["q"][:100] or None, overdue=True if asked["overdue"] else None,
    )
