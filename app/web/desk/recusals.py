"""Requests to step aside (回避) that wait for a decision of the head: the list, and one with its decision."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Invalid
from app.queries.reading import reading
from app.queries.recusals import find_recusal, officers_meant, to_decide
from app.services.decide_recusal import decide_recusal
from app.services.execute import execute
from app.web.desk import blueprint
from app.web.pages import page
from app.web.session import current_actor

Errors = dict[str, list[str]]


@blueprint.get("/recusals")
def recusals() -> Response:
    with reading() as tables:
        found = to_decide(tables, current_actor())
    return page("desk/recusals.html", recusals=found, section="desk.inbox")


@blueprint.get("/recusals/<int:recusal_id>")
def recusal(recusal_id: int) -> Response:
    return show(recusal_id)


@blueprint.post("/recusals/<int:recusal_id>")
def recusal_decided(recusal_id: int) -> AnyResponse:
    form, errors = request.form, Errors()
    if form.get("granted") not in ("yes", "no"):
        errors = {"granted": ["请选择同意还是不同意。"]}
    try:
        if not errors:
            execute(decide_recusal, actor=current_actor(), recusal_id=recusal_id, granted=form["granted"] == "yes",
                    reason=form.get("reason", ""), person=form.get("person") or None)
    except Invalid as refusal:
        errors = refusal.errors
    if errors:
        return show(recusal_id, errors)
    flash("已作出决定，提出的人会收到通知。", "done")
    return redirect(url_for("desk.recusals"), 303)


def show(recusal_id: int, errors: Errors | None = None) -> Response:
    with reading() as tables:
        found = find_recusal(tables, current_actor(), recusal_id)
        people = officers_meant(tables, current_actor(), recusal_id) if found.person is None else ()
    return page("desk/recusal.html", status=422 if errors else 200, one=found, people=people, errors=errors or {},
                given=request.form, section="desk.inbox")
