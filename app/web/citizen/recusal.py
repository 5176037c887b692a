"""The party asks that somebody step aside (申请回避): one small form, and the answer is on the matter's page."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Invalid, NotFound
from app.queries.case_page import ASK_RECUSAL, find_case
from app.queries.reading import reading
from app.services.ask_recusal import ask_recusal
from app.services.execute import execute
from app.services.recusals import GROUNDS
from app.web.citizen import blueprint
from app.web.citizen.matter import SECTION, about
from app.web.pages import page
from app.web.session import current_actor

Errors = dict[str, list[str]]


@blueprint.get("/mine/<number>/recuse")
def recusal(number: str) -> Response:
    return show(number)


@blueprint.post("/mine/<number>/recuse")
def recusal_asked(number: str) -> AnyResponse:
    form = request.form
    try:
        execute(ask_recusal, actor=current_actor(), number=number, whom=form.get("whom", ""),
                ground=form.get("ground", ""), reason=form.get("reason", ""))
    except Invalid as refusal:
        return show(number, refusal.errors)
    flash("已经提出。由办理单位的负责人决定，决定以前照常办理；结果会通知您。", "done")
    return redirect(url_for("citizen.matter", number=number), 303)


def show(number: str, errors: Errors | None = None) -> Response:
    with reading() as tables:
        case = find_case(tables, current_actor(), number)
    if ASK_RECUSAL not in case.can:
        raise NotFound("现在不能申请回避：事项已经办结，或者您的申请正在审查。")
    return page("citizen/recusal.html", status=422 if errors else 200, errors=errors or {}, given=request.form,
                about=about(case.procedure_title, case.number), number=case.number, section=SECTION,
                grounds=tuple((key, title, "") for key, title in GROUNDS.items()))
