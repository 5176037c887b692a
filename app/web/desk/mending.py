"""A stuck case is mended: tried again, a value corrected by two people, moved to the release in force."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Invalid
from app.queries.mending import Mending, mending
from app.queries.reading import reading
from app.queries.seen import read_number, see_case
from app.services.ask_correction import ask_correction
from app.services.decide_correction import decide_correction
from app.services.execute import execute
from app.services.incidents import retry_incident
from app.services.migrate_case import migrate_case
from app.services.note_reading import note_reading
from app.web.desk import blueprint
from app.web.pages import page
from app.web.session import current_actor
from app.web.words import case_number

WORK = {"deadline": "期限到点", "outbox": "发通知", "step": "办理的一步", "term": "记录到期", "idle": "流程停住",
        "recount": "重算期限", "index": "编入检索", "deadlines": "期限到点", "letters": "发通知"}


@blueprint.get("/cases/<number>/mend")
def mend(number: str) -> Response:
    shown = mend_page(number)
    execute(note_reading, actor=current_actor(), what="case", purpose="处理出错", number=read_number(number))
    return shown


def found(number: str) -> Mending:
    with reading() as tables:
        return mending(tables, current_actor(), number)


def mend_page(number: str, errors: dict[str, list[str]] | None = None) -> Response:
    return page("desk/mend.html", status=422 if errors else 200, mend=found(number), work=WORK, errors=errors or {},
                given=request.form, section="desk.cases")


@blueprint.post("/cases/<number>/mend/retry/<int:incident_id>")
def mend_retried(number: str, incident_id: int) -> AnyResponse:
    return done(number, "已重试；由时钟办的一分钟内见结果。",
                lambda: execute(retry_incident, actor=current_actor(), incident_id=incident_id))


@blueprint.post("/cases/<number>/mend/correct")
def correction_asked(number: str) -> AnyResponse:
    given = request.form
    return done(number, "已提出更正，等另一个人决定。",
                lambda: execute(ask_correction, actor=current_actor(), number=number, name=given.get("name", ""),
                                value=given.get("value", ""), reason=given.get("reason", "")))


@blueprint.post("/cases/<number>/mend/corrections/<int:correction_id>")
def correction_decided(number: str, correction_id: int) -> AnyResponse:
    granted = request.form.get("granted") == "yes"
    told = "已更正，出错的一步已重试。" if granted else "已记下不同意，什么都没有改动。"
    return done(number, told, lambda: execute(decide_correction, actor=current_actor(), correction_id=correction_id,
                                              granted=granted, reason=request.form.get("decision", "")))


@blueprint.post("/cases/<number>/mend/release/<int:release_id>")
def mend_moved(number: str, release_id: int) -> AnyResponse:
    with reading() as tables:
        case_id = see_case(tables, current_actor(), number).case.id
    return done(number, "已换到现行版本，请再重试。",
                lambda: execute(migrate_case, actor=current_actor(), case_id=case_id, release_id=release_id))


def done(number: str, told: str, act: Callable[[], object]) -> AnyResponse:
    """Back to the case; with what was wrong, the page again."""
    try:
        act()
    except Invalid as refusal:
        return mend_page(number, refusal.errors)
    flash(f"{case_number(number)}：{told}", "done")
    return redirect(url_for("desk.case", number=number), 303)
