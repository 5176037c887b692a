"""Identifier and telephone numbers of a case: why they are needed is asked, and they are shown once."""

from __future__ import annotations

from flask import Response, request

from app.errors import Invalid
from app.queries.case_page import find_case
from app.queries.reading import reading
from app.services.execute import execute
from app.services.unmask_case import unmask_case
from app.web.desk import blueprint
from app.web.desk.moves import Move
from app.web.desk.moving import Errors, about, ask, case_url
from app.web.pages import page
from app.web.session import current_actor

MOVE = Move("unmask", "显示证件号码和电话", unmask_case, "", on="case", reason="为什么要看",
            hint="记入查阅记录，信用主体在自己的档案里看得到。",
            lead="证件号码、电话和邮箱平时遮盖。显示一次记一次：谁、什么时候、为什么。")


@blueprint.get("/cases/<number>/unmask")
def unmask(number: str, errors: Errors | None = None) -> Response:
    with reading() as tables:
        case = find_case(tables, current_actor(), number)
    return ask(MOVE, about(case.number, case.title), case_url(number), errors)


@blueprint.post("/cases/<number>/unmask")
def unmasked(number: str) -> Response:
    """Shown in the answer and nowhere else: to see it again is another reading."""
    try:
        found = execute(unmask_case, actor=current_actor(), number=number, reason=request.form.get("reason", ""))
    except Invalid as refusal:
        return unmask(number, refusal.errors)
    return page("desk/unmasked.html", found=found, number=number, section="desk.cases")
