"""The first page of administrators, and the trail of what belongs to no case."""

from __future__ import annotations

from flask import Response, request, url_for

from app.clock import today
from app.queries.incidents import open_incidents
from app.queries.reading import reading
from app.queries.readings import list_readings
from app.queries.releases import list_releases, must_administer
from app.queries.staff import list_staff
from app.queries.trail import house_trail
from app.queries.working_days import year_view
from app.web.admin import blueprint
from app.web.pages import page
from app.web.session import current_actor
from app.web.show.archive import READ
from app.web.show.trail import row_said

SIZE = 100


@blueprint.get("/")
def home() -> Response:
    actor = current_actor()
    must_administer(actor)
    with reading() as tables:
        staff, releases = list_staff(tables, actor), list_releases(tables, actor)
        incidents, following = open_incidents(tables), year_view(tables, today().year + 1)
    return page("admin/home.html", people=sum(one.disabled_at is None for one, _ in staff),
                releases=[one for one in releases if one.current], incidents=incidents, next_year=following,
                section="admin.home")


@blueprint.get("/readings")
def readings() -> Response:
    unmasked = request.args.get("what") == "identifier"
    with reading() as tables:
        rows = list_readings(tables, current_actor(), unmasked=unmasked, cursor=request.args.get("page"), size=SIZE)
    following = url_for("admin.readings", page=rows.next, what=request.args.get("what")) if rows.next else None
    return page("admin/readings.html", rows=rows.items, total=rows.total, words=READ, unmasked=unmasked,
                next=following, section="admin.home")


@blueprint.get("/trail")
def trail() -> Response:
    with reading() as tables:
        rows = house_trail(tables, current_actor(), cursor=request.args.get("page"), size=SIZE)
    following = url_for("admin.trail", page=rows.next) if rows.next else None
    return page("admin/trail.html", rows=[row_said(row, {}) for row in rows.items], total=rows.total.count,
                next=following, section="admin.home")
