"""One's own account: how to be told, who acts for one, and a copy of one's data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

import orjson
from flask import Response, flash, redirect, request, stream_template, stream_with_context, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.clock import now
from app.errors import Invalid
from app.queries.account import account
from app.queries.own_data import Piece, labels, own_data
from app.queries.reading import reading
from app.services.choose_channel import choose_channel
from app.services.end_agency import end_agency
from app.services.execute import execute
from app.services.grant_agency import grant_agency
from app.services.note_export import note_export
from app.services.prove_contact import prove_contact, send_contact_code
from app.web.citizen import blueprint
from app.web.form_page import bring
from app.web.pages import page
from app.web.session import current_actor

Errors = dict[str, list[str]]
NAMES = {"Account": "账户", "Archive": "信用档案", "OwnCase": "事项"}
WRONG_CODE = "验证码不对，请核对以后再填。"


@blueprint.get("/account", endpoint="account")
def account_page() -> Response:
    return shown()


def shown(errors: Errors | None = None) -> Response:
    with reading() as tables:
        found = account(tables, current_actor())
    return page("citizen/account.html", status=422 if errors else 200, account=found, errors=errors or {},
                given=request.form, section="citizen.mine")


def done(said: str) -> AnyResponse:
    flash(said, "done")
    return redirect(url_for("citizen.account"), 303)


@blueprint.post("/account/channel")
def channel_chosen() -> AnyResponse:
    try:
        execute(choose_channel, actor=current_actor(), channel=request.form.get("channel", ""))
    except Invalid as refusal:
        return shown(refusal.errors)
    return done("已经记下：以后照这样通知您。")


@blueprint.post("/account/contact")
def contact_given() -> AnyResponse:
    try:
        execute(send_contact_code, actor=current_actor(), kind=request.form.get("kind", ""),
                address=request.form.get("address", ""))
    except Invalid as refusal:
        return shown(refusal.errors)
    return done("验证码已经发出，十分钟内填到下面。")


@blueprint.post("/account/contact/code")
def contact_proved() -> AnyResponse:
    try:
        kind = execute(prove_contact, actor=current_actor(), code=request.form.get("code", ""))
    except Invalid as refusal:
        return shown(refusal.errors)
    return done("已经验证，以后往这里通知您。") if kind else shown({"code": [WRONG_CODE]})


@blueprint.post("/account/agents")
def agent_named() -> AnyResponse:
    try:
        granted = read_grant()
        execute(grant_agency, actor=current_actor(), **granted)
    except Invalid as refusal:
        return shown(refusal.errors)
    return done("已经授权。对方登录后就可以代您办理，您随时可以结束。")


@blueprint.post("/account/agents/<int:agency_id>/end")
def agent_ended(agency_id: int) -> AnyResponse:
    execute(end_agency, actor=current_actor(), agency_id=agency_id)
    return done("代理已经结束，从现在起不能再代为办理。")


def read_grant() -> dict[str, Any]:
    """An authorisation as a page sends it: subject, login, last day, scan. Raises Invalid."""
    parts = [request.form.get(f"until:{part}", "").strip() for part in "ymd"]
    try:
        until = date(*(int(part) for part in parts)) if any(parts) else None
    except (ValueError, OverflowError):
        raise Invalid({"until": ["最后一天要写成年、月、日三个数字。"]}) from None
    file = request.files.get("proof:file")
    proof = bring(file) if file and file.filename else None
    return {"subject": request.form.get("subject", ""), "login": request.form.get("login", ""), "until": until,
            "proof": proof}


@blueprint.post("/account/data")
def data_taken() -> AnyResponse:
    """A copy of one's own data, streamed. A page to read, or the same for programs."""
    readable = request.form.get("form") == "html"
    execute(note_export, actor=current_actor(), form="html" if readable else "json")
    name = f"my-data-{now():%Y%m%d}.{'html' if readable else 'json'}"
    lines = as_page() if readable else as_json()
    kind = "text/html; charset=utf-8" if readable else "application/json"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(stream_with_context(lines), content_type=kind, headers=headers)


def as_page() -> Iterator[str]:
    return stream_template("citizen/own_data.html", pieces=pieces(), labels=labels(), made_at=now())


def pieces() -> Iterator[tuple[str, Piece]]:
    with reading() as tables:
        for piece in own_data(tables, current_actor()):
            yield type(piece).__name__, piece


def as_json() -> Iterator[bytes]:
    """One object: `made_at`, and `data`, a list of pieces each with its kind."""
    yield b'{"made_at":' + orjson.dumps(now()) + b',"data":['
    for n, (kind, piece) in enumerate(pieces()):
        content = {"kind": NAMES[kind], **asdict(piece)}
        yield (b"," if n else b"") + orjson.dumps(content, default=dict, option=orjson.OPT_NON_STR_KEYS)
    yield b"]}"
