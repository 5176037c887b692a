"""Authorisations (代理) brought to the counter in writing: entered with their scan, ended when withdrawn."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Invalid
from app.queries.account import agents_of
from app.queries.reading import reading
from app.services.end_agency import end_agency
from app.services.execute import execute
from app.services.grant_agency import grant_agency
from app.web.citizen.account import Errors, read_grant
from app.web.desk import blueprint
from app.web.pages import page
from app.web.session import current_actor


@blueprint.get("/agents/<subject>")
def agents(subject: str) -> Response:
    return shown(subject)


def shown(subject: str, errors: Errors | None = None) -> Response:
    with reading() as tables:
        found, agencies = agents_of(tables, current_actor(), subject)
        whose = (found.key, found.name)
    return page("desk/agents.html", status=422 if errors else 200, whose=whose, agencies=agencies, errors=errors or {},
                given=request.form, section="desk.inbox")


@blueprint.post("/agents/<subject>")
def agent_entered(subject: str) -> AnyResponse:
    try:
        execute(grant_agency, actor=current_actor(), **{**read_grant(), "subject": subject})
    except Invalid as refusal:
        return shown(subject, refusal.errors)
    flash("已经登记，代理人登录后就可以办理。", "done")
    return redirect(url_for("desk.agents", subject=subject), 303)


@blueprint.post("/agents/end/<int:agency_id>")
def agency_ended(agency_id: int) -> AnyResponse:
    execute(end_agency, actor=current_actor(), agency_id=agency_id)
    flash("代理已经结束。", "done")
    return redirect(url_for("desk.counter"), 303)
