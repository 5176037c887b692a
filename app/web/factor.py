"""The second factor in the browser: the code after the password, and setting one's own up or taking it away."""

from __future__ import annotations

import segno
from flask import Blueprint, Response, g, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Conflict, Invalid, Refusal
from app.queries.people import login_of
from app.queries.reading import reading
from app.services.begin_second_factor import begin_second_factor
from app.services.confirm_second_factor import confirm_second_factor
from app.services.drop_second_factor import drop_second_factor
from app.services.execute import execute
from app.services.pass_second_factor import second_step, waiting
from app.services.second_factor import address_for_app
from app.web.account import let_in, local_path
from app.web.pages import page, status_of
from app.web.session import HALF, current_actor, must_be_signed_in

blueprint = Blueprint("factor", __name__)


@blueprint.get("/sign-in/code")
def code() -> AnyResponse:
    if not waiting(session.get(HALF, "")):
        return redirect(url_for("account.sign_in", next=local_path(request.args.get("next"))), 303)
    return page("account/code.html", next=local_path(request.args.get("next")))


@blueprint.post("/sign-in/code")
def check_code() -> AnyResponse:
    wanted = local_path(request.form.get("next"))
    try:
        done = second_step(session.get(HALF, ""), request.form.get("code", ""), request.remote_addr or "")
    except Refusal as refusal:
        return page("account/code.html", status=status_of(refusal), next=wanted, refused=refusal.message)
    return let_in(done.secret, wanted)


@blueprint.before_request
def own_pages_are_ones_own() -> AnyResponse | None:
    return must_be_signed_in() if request.path.startswith("/account/") else None


@blueprint.get("/account/second-factor")
def own() -> Response:
    return own_page()


def own_page(status: int = 200, refused: str | None = None) -> Response:
    """In force: how to take it away. Else: the secret for the app, as a picture and as text."""
    if g.get("factor"):
        return page("account/second_factor.html", status=status, in_force=True, refused=refused)
    secret = execute(begin_second_factor, actor=current_actor())
    with reading() as tables:
        address = address_for_app(secret, login_of(tables, current_actor().person_id or 0))
    drawn = segno.make(address, error="m").svg_data_uri(scale=5, border=2)
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return page("account/second_factor.html", status=status, in_force=False, drawn=drawn, secret=spaced,
                refused=refused)


@blueprint.post("/account/second-factor")
def confirm() -> AnyResponse:
    try:
        codes = execute(confirm_second_factor, actor=current_actor(), code=request.form.get("code", ""))
    except (Invalid, Conflict) as refusal:
        return own_page(status_of(refusal), refused=refusal.message)
    return page("account/recovery_codes.html", codes=codes)


@blueprint.post("/account/second-factor/drop")
def drop() -> AnyResponse:
    try:
        execute(drop_second_factor, actor=current_actor(), code=request.form.get("code", ""))
    except Invalid as refusal:
        return own_page(status_of(refusal), refused=refusal.message)
    return redirect(url_for("factor.own"), 303)
