"""The list of what is late and soon due (超期清单): as a page, as CSV, and ordered for every day or week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Invalid
from app.queries.people import list_organisations
from app.queries.reading import reading
from app.queries.statistics import titles
from app.queries.subscriptions import own_subscriptions, whats_late
from app.services.execute import execute
from app.services.late_list import AHEAD, LateRow
from app.services.subscribe import subscribe
from app.services.unsubscribe import unsubscribe
from app.web import words
from app.web.pages import page
from app.web.session import current_actor
from app.web.show.workbook import comma_separated
from app.web.supervisor import blueprint
from app.web.supervisor.board import scope_of

EVERY = {"daily": "每个工作日", "weekly": "每周第一个工作日"}
HEADS = ("编号", "程序", "步骤", "单位", "在谁手上", "最后一天", "是法定日还是内部目标", "还有几个工作日", "情况")


@blueprint.get("/late")
def late() -> Response:
    return late_page()


def late_page(errors: dict[str, list[str]] | None = None) -> Response:
    scope, actor = scope_of(request.args), current_actor()
    with reading() as tables:
        rows, names = whats_late(tables, actor, scope), titles(tables)
        mine, organs = own_subscriptions(tables, actor), list_organisations(tables)
    return page("supervisor/late.html", status=422 if errors else 200, rows=rows, names=names, mine=mine, organs=organs,
                scope=scope, every=EVERY, ahead=AHEAD, errors=errors or {}, may_order="supervisor" in actor.roles,
                late=sum(one.late for one in rows), section="supervisor.board")


@blueprint.get("/late.csv")
def late_exported() -> Response:
    with reading() as tables:
        rows, names = whats_late(tables, current_actor(), scope_of(request.args)), titles(tables)
    content = comma_separated(HEADS, [line(one, names) for one in rows])
    headers = {"Content-Disposition": "attachment; filename=late.csv"}
    return Response(content, content_type="text/csv; charset=utf-8", headers=headers)


def line(one: LateRow, names: Mapping[str, str]) -> tuple[Any, ...]:
    return (words.case_number(one.number), names.get(one.procedure, one.procedure), one.step, one.organisation,
            one.holder or "", one.last_day.isoformat(), "法定日" if one.lawful else "内部目标", one.left,
            "已超期" if one.late else "将到期")


@blueprint.post("/subscriptions")
def subscribed() -> AnyResponse:
    scope = scope_of(request.form)
    try:
        execute(subscribe, actor=current_actor(), every=request.form.get("every", ""), procedure=scope.procedure,
                organisation_id=scope.organisation)
    except Invalid as refusal:
        return late_page(refusal.errors)
    flash("已订阅，从下一个工作日起发给您。", "done")
    return redirect(url_for("supervisor.late"), 303)


@blueprint.post("/subscriptions/<int:subscription_id>/drop")
def unsubscribed(subscription_id: int) -> AnyResponse:
    execute(unsubscribe, actor=current_actor(), subscription_id=subscription_id)
    flash("已退订。", "done")
    return redirect(url_for("supervisor.late"), 303)
