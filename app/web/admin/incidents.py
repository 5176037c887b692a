"""Incidents (出错): what failed and waits, by number, node and code; its contents stay with the case's people."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.queries.incidents import open_incidents
from app.queries.reading import reading
from app.queries.releases import must_administer
from app.services.execute import execute
from app.services.incidents import retry_incident
from app.web.admin import blueprint
from app.web.desk.mending import WORK
from app.web.pages import page
from app.web.session import current_actor


@blueprint.get("/incidents")
def incidents() -> Response:
    must_administer(current_actor())
    with reading() as tables:
        found = open_incidents(tables)
    return page("admin/incidents.html", incidents=found, work=WORK, section="admin.home")


@blueprint.post("/incidents/<int:incident_id>/retry")
def retried(incident_id: int) -> AnyResponse:
    execute(retry_incident, actor=current_actor(), incident_id=incident_id)
    flash("已重试；由时钟办的一分钟内见结果。", "done")
    return redirect(url_for("admin.incidents"), 303)
