"""Signing in and out, the post acted in, and how large the type is. Checking a password is a verb in services."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Refusal
from app.queries.demo_people import demo_people
from app.queries.reading import reading
from app.services.execute import execute
from app.services.sign_in import SignedIn, authenticate
from app.services.sign_out import sign_out as end_sign_in
from app.web.pages import page, status_of
from app.web.session import HALF, POST, SECRET, current_actor, find_actor, is_staff

blueprint = Blueprint("account", __name__)
YEAR = 31_536_000
FIRST_PAGES = {"supervisor": "supervisor.board", "admin": "admin.home", "secadmin": "admin.home",
               "auditadmin": "admin.home"}


def local_path(target: str | None) -> str:
    """A path of ours to go on to; anything that could lead elsewhere becomes the first page."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or not target.isprintable():
        return "/"
    return target


@blueprint.get("/type-size")
def type_size() -> AnyResponse:
    response = redirect(local_path(request.args.get("back")), 303)
    if request.args.get("large") == "1":
        response.set_cookie("type", "large", max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
    else:
        response.delete_cookie("type")
    return response


@blueprint.get("/sign-in")
def sign_in() -> AnyResponse:
    if current_actor().is_person:
        return redirect(first_page(request.args.get("next")), 303)
    return sign_in_page(next=local_path(request.args.get("next")))


@blueprint.post("/sign-in")
def signed_in() -> AnyResponse:
    login, wanted = request.form.get("login", ""), local_path(request.form.get("next"))
    try:
        done = authenticate(login, request.form.get("password", ""), request.remote_addr or "")
    except Refusal as refusal:
        return sign_in_page(next=wanted, login=login, refused=refusal.message, status=status_of(refusal))
    return let_in_by(done, wanted)


def let_in_by(done: SignedIn, wanted: str) -> AnyResponse:
    """In, or on to the second factor. A new session for a new person: nothing of the one before is carried over."""
    session.clear()
    if done.pending:
        session[HALF] = done.secret
        return redirect(url_for("factor.code", next=wanted), 303)
    return let_in(done.secret, wanted)


def let_in(secret: str, wanted: str) -> AnyResponse:
    session.clear()
    session[SECRET] = secret
    find_actor()
    return redirect(first_page(wanted), 303)


def sign_in_page(status: int = 200, **values: Any) -> Response:
    settings = current_app.extensions["house"].settings
    with reading() as tables:
        people = demo_people(tables) if settings.demo else ()
    password = settings.demo_password if settings.demo else ""
    return page("account/sign_in.html", status=status, demo_people=people, demo_password=password,
                provider=settings.provider, **values)


def first_page(wanted: str | None) -> str:
    """Where they were going; else the page of their work: board, house, inbox, or the home page for parties."""
    target, actor = local_path(wanted), current_actor()
    if target != "/" or not is_staff(actor):
        return target
    return url_for(next((page for role, page in FIRST_PAGES.items() if role in actor.roles), "desk.inbox"))


@blueprint.post("/sign-out")
def sign_out() -> AnyResponse:
    secret = session.get(SECRET)
    if secret:
        execute(end_sign_in, actor=current_actor(), secret=secret)
    session.clear()
    return redirect(url_for("public.home"), 303)


@blueprint.post("/post")
def choose_post() -> AnyResponse:
    """Who holds several posts says in which one they act; a post not held is as good as none."""
    chosen = request.form.get("post", "")
    session[POST] = int(chosen) if chosen.isdecimal() and len(chosen) < 10 else None
    return redirect(local_path(request.form.get("back")), 303)
