"""The lengths that the house counts by (期限参数), to read; a folder changes them, which is checked and published."""

from __future__ import annotations

from flask import Response

from app.queries.parameters import parameters
from app.queries.reading import reading
from app.web.admin import blueprint
from app.web.pages import page
from app.web.session import current_actor

STATUSES = ("法定", "参照", "默认")


@blueprint.get("/parameters", endpoint="parameters")
def parameters_page() -> Response:
    with reading() as tables:
        groups = parameters(tables, current_actor())
    count = {one: sum(row.status == one for group in groups for row in group.rows) for one in STATUSES}
    return page("admin/parameters.html", groups=groups, count=count, section="admin.home")
