"""What an officer files: what came in at the counter or by post (代录), or a matter of the organ's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.clock import today
from app.errors import Invalid, NotAllowed
from app.queries.case_page import find_case
from app.queries.documents import list_documents
from app.queries.drafts import find_draft
from app.queries.procedures import list_procedures
from app.queries.reading import reading
from app.queries.registers import FoundSubject, find_subjects
from app.services.execute import execute
from app.services.file_draft import file_draft
from app.services.grant_agency import REGISTRARS
from app.services.intake import for_parties
from app.services.note_reading import note_reading
from app.services.save_draft import begin_draft, save_draft
from app.web.desk import blueprint
from app.web.form_page import TOLD, Filled, bring, draw, newly_asked, read_form
from app.web.form_view import Errors, KeptFile
from app.web.pages import page
from app.web.session import current_actor

CHANNELS = (("counter", "窗口递交", ""), ("post", "邮寄", ""), ("hotline", "电话转来", ""))
OFFICE = ("channel", "received_on", "proof")


@blueprint.get("/counter")
def counter() -> Response:
    """Whose application, and of what kind."""
    wanted = request.args.get("q", "").strip()
    with reading() as tables:
        offered = [one for one in list_procedures(tables, current_actor()) if one.may_open and not one.follows]
        if not offered:
            raise NotAllowed("您的岗位没有可以代录或者提出的事项。")
        people, errors = looked_up(tables, wanted) if wanted else ((), {})
    kinds = [("代当事人录入", [one for one in offered if one.for_parties]),
             ("由本单位提出", [one for one in offered if not one.for_parties])]
    return page("desk/counter.html", q=wanted, people=people, errors=errors, kinds=[one for one in kinds if one[1]],
                lone=len(offered) == 1, registrar=bool(current_actor().roles & REGISTRARS), asked=bool(wanted),
                section="desk.inbox")


def looked_up(tables: Any, wanted: str) -> tuple[tuple[FoundSubject, ...], dict[str, list[str]]]:
    try:
        return find_subjects(tables, current_actor(), wanted), {}
    except Invalid as refusal:
        return (), refusal.errors


@blueprint.post("/counter")
def counter_begun() -> AnyResponse:
    key = execute(begin_draft, actor=current_actor(), procedure=request.form.get("procedure", ""),
                  subject=request.form.get("subject") or None, follows=request.form.get("follows") or None)
    return redirect(url_for("desk.counter_form", key=key), 303)


@blueprint.get("/counter/<key>")
def counter_form(key: str) -> AnyResponse:
    """The form offers the subject's records as choices: whoever opens it has read them, and the subject is told."""
    with reading() as tables:
        draft = find_draft(tables, current_actor(), key)
        subject, title = draft.world.subject, draft.procedure.title
        whose = subject.key if subject and not draft.number else None
    if whose:
        execute(note_reading, actor=current_actor(), what="list", purpose=f"录入：{title}", subject=whose)
    return counter_page(key, {})


@blueprint.post("/counter/<key>")
def counter_sent(key: str) -> AnyResponse:
    """Kept first, so that whatever is refused, nothing written is lost."""
    with reading() as tables:
        form = find_draft(tables, current_actor(), key).form
    filled, office, errors = read_form(form), *read_office()
    execute(save_draft, actor=current_actor(), key=key, answers=filled.answers)
    if filled.stays or filled.refused:
        return counter_page(key, office, filled.refused, filled)
    try:
        filed = execute(file_draft, actor=current_actor(), key=key, **(office if not errors else refuse(errors)))
    except Invalid as refusal:
        return counter_page(key, office, refusal.errors, filled)
    session["just_filed"] = {"number": filed.number, "code": filed.query_code}
    return redirect(url_for("desk.counter_done", number=filed.number), 303)


@blueprint.post("/counter/<key>/keep")
def counter_kept(key: str) -> Response:
    with reading() as tables:
        form = find_draft(tables, current_actor(), key).form
    execute(save_draft, actor=current_actor(), key=key, answers=read_form(form).answers)
    return Response(status=204)


@blueprint.post("/counter/<key>/fields")
def counter_fields(key: str) -> Response:
    with reading() as tables:
        draft = find_draft(tables, current_actor(), key)
        return page("desk/_fields.html", form=draw(draft.form, draft.world, read_form(draft.form).answers),
                    refresh=request.path)


@blueprint.get("/filed/<number>")
def counter_done(number: str) -> Response:
    """Number and code for the applicant; the code stands in the browser's session for this one look."""
    kept = session.pop("just_filed", {})
    with reading() as tables:
        case = find_case(tables, current_actor(), number)
        letters = list_documents(tables, current_actor(), number)
        own_slugs = [one.slug for one in list_procedures(tables, current_actor()) if not one.for_parties]
    code = kept.get("code") if kept.get("number") == case.number else None
    return page("desk/filed.html", case=case, code=code, receipt=letters[0] if letters else None,
                own=case.procedure in own_slugs, section="desk.inbox")


def read_office() -> tuple[dict[str, Any], dict[str, list[str]]]:
    """What the office adds: how it came, when, and the scan that proves it."""
    parts = [request.form.get(f"received_on:{part}", "").strip() for part in "ymd"]
    file, kept = request.files.get("proof:file"), request.form.get("proof") or None
    office: dict[str, Any] = {"channel": request.form.get("channel", ""), "received_on": None, "proof": kept}
    errors: dict[str, list[str]] = {}
    try:
        office["received_on"] = date(*(int(part) for part in parts)) if any(parts) else None
    except (ValueError, OverflowError):
        errors["received_on"] = ["收到日期要写成年、月、日三个数字。"]
    try:
        office["proof"] = bring(file) if file and file.filename else kept
    except Invalid as refusal:
        errors["proof"] = [text for texts in refusal.errors.values() for text in texts]
    return office, errors


def refuse(errors: dict[str, list[str]]) -> dict[str, Any]:
    raise Invalid(errors)


def counter_page(key: str, office: Mapping[str, Any], errors: Errors | None = None,
                 filled: Filled | None = None) -> AnyResponse:
    with reading() as tables:
        draft = find_draft(tables, current_actor(), key)
        if draft.number:
            return redirect(url_for("desk.counter_done", number=draft.number), 303)
        asks_more = filled is not None and newly_asked(draw(draft.form, draft.world, draft.answers), filled)
        shown = {} if asks_more else errors or {}
        view = draw(draft.form, draft.world, draft.answers, {k: v for k, v in shown.items() if k not in OFFICE})
        subject, own = draft.world.subject.name if draft.world.subject else "", not for_parties(draft.procedure)
    return page(
        "desk/counter_form.html", status=422 if shown else 200, form=view, procedure=draft.procedure.title,
        subject=subject, own=own, channels=CHANNELS, office=office,
        day=office.get("received_on") or today(), today=today(),
        wrong={k: v for k, v in shown.items() if k in OFFICE}, kept=kept_proof(office), told=TOLD if asks_more else "",
        refresh=url_for("desk.counter_fields", key=key), save=url_for("desk.counter_kept", key=key),
        section="desk.inbox",
    )


def kept_proof(office: Mapping[str, Any]) -> KeptFile | None:
    return KeptFile(str(office["proof"]), "已上传的收件凭证") if office.get("proof") else None
