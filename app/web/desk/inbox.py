"""The inbox (待办): scope, filters, order, saved filters. Which tasks these are is app/queries/worklist.py's."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.queries.absences import substitutions
from app.queries.paging import SIZE
from app.queries.procedures import list_procedures
from app.queries.reading import reading
from app.queries.recusals import to_decide
from app.queries.saved_filters import saved_filters
from app.queries.worklist import counts, counts_of, inbox
from app.services.calendars import load_calendar
from app.services.drop_filter import drop_filter
from app.services.execute import execute
from app.services.save_filter import save_filter
from app.web.desk import blueprint
from app.web.pages import page
from app.web.session import current_actor
from app.web.show.inbox import Asked, asked_again, asked_of, inbox_values


@blueprint.get("/", endpoint="inbox")
def inbox_page() -> Response:
    actor, asked = current_actor(), asked_of(request.args)
    with reading() as tables:
        found = inbox(tables, actor, scope=asked.scope, filters=asked.filters(), sort=asked.sort or None,
                      cursor=asked.page or None, size=SIZE)
        kept = saved_filters(tables, actor)
        meant = [asked_again(one.query) for one in kept]
        figures = list(zip(kept, meant, counts_of(tables, actor, [(one.scope, one.filters()) for one in meant]),
                           strict=True))
        values = inbox_values(asked, found, counts(tables, actor), list_procedures(tables, actor), figures,
                              load_calendar(tables))
        values["recusals"] = len(to_decide(tables, actor))
        names = {one.name for one in actor.absent}
        values["stands_in"] = [s for s in substitutions(tables, actor) if s.absent_name in names] if names else []
    return page("desk/inbox.html", inbox=values, section="desk.inbox")


@blueprint.post("/filters")
def filter_saved() -> AnyResponse:
    asked = asked_of(request.form)
    execute(save_filter, actor=current_actor(), name=request.form.get("name", ""), query=asked.query())
    flash(f"已存为筛选“{request.form['name'].strip()}”。", "done")
    return redirect(address(asked), 303)


@blueprint.post("/filters/<int:filter_id>/drop")
def filter_dropped(filter_id: int) -> AnyResponse:
    name = execute(drop_filter, actor=current_actor(), filter_id=filter_id)
    flash(f"已删去筛选“{name}”。", "done")
    return redirect(url_for("desk.inbox"), 303)


def address(asked: Asked) -> str:
    return url_for("desk.inbox", **asked.words())

