"""The working-day calendar: a year at a glance, and the import of a holiday notice with what it moved."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask import Response, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from app.clock import today
from app.errors import Invalid
from app.queries.reading import reading
from app.queries.releases import must_administer
from app.queries.stale import stale_cases
from app.queries.working_days import year_view
from app.services.execute import execute
from app.services.import_calendar import import_calendar
from app.services.recompute_deadlines import Moved, recompute_deadlines
from app.web.admin import blueprint
from app.web.pages import page
from app.web.session import current_actor
from app.web.show.year import months_of

MOST_AT_ONCE = 2000  # cases recounted within one request; the clock does the rest


@blueprint.get("/calendar")
def calendar() -> Response:
    return calendar_page(wanted_year())


def wanted_year() -> int:
    text = request.args.get("year", "")
    return int(text) if re.fullmatch(r"20\d\d", text) else today().year


def calendar_page(year: int, errors: dict[str, list[str]] | None = None, moved: Iterable[Moved] | None = None,
                  left: int = 0) -> Response:
    must_administer(current_actor())
    with reading() as tables:
        view = year_view(tables, year)
    return page("admin/calendar.html", status=422 if errors else 200, view=view, months=months_of(view), moved=moved,
                left=left, errors=errors or {}, given=request.form, section="admin.home")


@blueprint.post("/calendar")
def calendar_imported() -> AnyResponse:
    """Take the notice in, count every running clock again, say which moved."""
    notice, errors = read_notice(request.form)
    try:
        done = execute(import_calendar, actor=current_actor(), notice=notice if not errors else refuse(errors))
    except Invalid as refusal:
        return calendar_page(notice["year"] or wanted_year(), refusal.errors)
    with reading() as tables:
        stale = stale_cases(tables)
    moved = [one for case_id in stale[:MOST_AT_ONCE] for one in recounted(case_id)]
    current_app.logger.info("calendar imported: %s, %s cases counted again", done["year"], len(stale))
    return calendar_page(done["year"], None, moved, max(0, len(stale) - MOST_AT_ONCE))


def recounted(case_id: int) -> tuple[Moved, ...]:
    """In the importer's name, who is told numbers and days: the case itself stays closed to an administrator."""
    return execute(recompute_deadlines, actor=current_actor(), case_id=case_id)


def read_notice(form: Any) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """`2027-01-01 元旦` a line; the year and the notice's number above."""
    errors: dict[str, list[str]] = {}
    year = form.get("year", "").strip()
    days: dict[str, dict[str, str]] = {}
    for kind in ("off", "work"):
        days[kind], wrong = read_lines(form.get(kind, ""))
        errors |= {kind: wrong} if wrong else {}
    known = int(year) if re.fullmatch(r"20\d\d", year) else None
    return {"year": known, "notice": form.get("notice", ""), **days}, errors


def read_lines(text: str) -> tuple[dict[str, str], list[str]]:
    found: dict[str, str] = {}
    wrong: list[str] = []
    for line in filter(None, (part.strip() for part in text.splitlines())):
        day, _, name = line.replace("：", " ").replace(":", " ").partition(" ")
        if day in found:
            wrong.append(f"{day}写了两次。")
        found[day] = name.strip()
    return found, wrong + [f"“{day}”后面要写名称，例如“{day} 元旦”。" for day, name in found.items() if not name]


def refuse(errors: dict[str, list[str]]) -> dict[str, Any]:
    raise Invalid(errors)
