"""The lists behind the figures: tasks of anybody with a batch to reassign them, clocks that were moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Response, request, url_for

from app.domain.calendar import Calendar
from app.errors import NotFound
from app.queries.clock_changes import Kind, clock_changes
from app.queries.people import list_organisations
from app.queries.reading import reading
from app.queries.statistics import titles
from app.queries.worklist import Filters, inbox
from app.services.calendars import load_calendar
from app.web.desk.batch import batches
from app.web.pages import page
from app.web.session import current_actor
from app.web.show.inbox import DUES, ORDERS, Asked, asked_of, row_of, said
from app.web.show.roles import role_said
from app.web.supervisor import blueprint

KEYS = ("procedure", "organisation", "role", "assignee", "node", "due", "q", "sort")
CLOCKS: Mapping[str, Kind] = {"extend": "extend", "pause": "pause"}


@blueprint.get("/tasks")
def tasks() -> Response:
    asked, kept = asked_of(request.args), kept_words()
    with reading() as tables:
        calendar = load_calendar(tables)
        found = inbox(tables, current_actor(), scope="all", filters=filters_of(asked, calendar),
                      sort=asked.sort or None, cursor=asked.page or None)
        names, organs = titles(tables), list_organisations(tables)
    rows = [row_of(item, names, calendar) | {"organisation": item.organisation or "申请人"} for item in found.items]
    following = {**kept, "page": found.next, "at": asked.at + len(rows)}
    return page(
        "supervisor/tasks.html", rows=rows, asked=request.args, names=names, organs=organs, dues=DUES, orders=ORDERS,
        batches=batches("all"), said=said_of(names), total=said(found.total), first=asked.at + 1,
        last=asked.at + len(rows),
        next=url_for("supervisor.tasks", **following) if found.next else None,
        back=url_for("supervisor.tasks", **kept) if asked.page else None,
        section="supervisor.board",
    )


def kept_words() -> dict[str, Any]:
    return {key: request.args[key] for key in KEYS if request.args.get(key)}


def filters_of(asked: Asked, calendar: Calendar) -> Filters:
    """As the inbox, and by organ, role and person besides."""
    organ, held = request.args.get("organisation", ""), request.args.get("assignee")
    return replace(
        asked.filters(calendar), role=request.args.get("role") or None, assignee=held or None,
        organisation=int(organ) if organ.isdecimal() and len(organ) < 9 else None,
    )


def said_of(names: Mapping[str, str]) -> str:
    """What the list is narrowed to, in words."""
    parts = [names.get(request.args.get("procedure", ""), ""), DUES.get(request.args.get("due", ""), "")]
    role = request.args.get("role")
    return " · ".join(part for part in (*parts, role_said(role) if role else "") if part) or "全部待办"


@blueprint.get("/clocks/<kind>")
def clocks(kind: str) -> Response:
    if kind not in CLOCKS:
        raise NotFound()
    with reading() as tables:
        found = clock_changes(tables, current_actor(), CLOCKS[kind])
    return page("supervisor/clocks.html", kind=kind, changes=found, section="supervisor.board")
