"""Who is asking: the actor of this request, found from the browser's sign-in. Signing in and out are verbs."""

from __future__ import annotations

from contextlib import suppress

from flask import Flask, current_app, g, redirect, request, session, url_for
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from app.domain.actor import ANYONE, Actor
from app.errors import Busy, NotAllowed
from app.queries.people import Browser, actor_of_sign_in
from app.queries.reading import reading
from app.services.execute import execute
from app.services.sign_out import note_seen

WATCHING = ("desk.here",)  # what a page asks by itself keeps nobody signed in
SECRET, POST, HALF = "sign_in", "post", "half"  # keys of the browser's session; half: the second factor is awaited
SUBJECT_ROLES = frozenset({"citizen", "enterprise_agent"})
FREE = ("account.", "factor.", "oidc.", "public.", "evidence.", "health.", "web.static")  # need no second factor


def is_staff(actor: Actor) -> bool:
    return bool(actor.roles - SUBJECT_ROLES)


def current_actor() -> Actor:
    """The signed-in person with all posts, or ANYONE."""
    actor: Actor = g.get("actor", ANYONE)
    return actor


def find_actor() -> None:
    """Before each request that came with a sign-in; one that has ended is forgotten."""
    secret = session.get(SECRET)
    if not secret or request.endpoint == "web.static":
        return
    with reading() as tables:
        browser = actor_of_sign_in(tables, secret, session.get(POST))
    if browser is None:
        session.pop(SECRET)
    else:
        g.actor, g.factor, g.vouched = browser.actor, browser.factor, browser.vouched
        keep_awake(browser)


def must_have_two_factors() -> Response | None:
    """In production nobody works with a password alone: to the setting-up first, whatever page was asked for."""
    settings = current_app.extensions["house"].settings if "house" in current_app.extensions else None
    free = (request.endpoint or "").startswith(FREE)
    if settings is None or settings.demo or free or not is_staff(current_actor()) or g.factor or g.vouched:
        return None
    if request.method != "GET":
        raise NotAllowed("请先设置第二道验证，再办理。")
    return redirect(url_for("factor.own"), 303)


def keep_awake(browser: Browser) -> None:
    """The thirty idle minutes begin anew, noted at most once a minute; a house that cannot write still shows pages."""
    if browser.stale and request.endpoint not in WATCHING:
        with suppress(Busy):
            execute(note_seen, actor=browser.actor, sign_in_id=browser.sign_in_id)


def must_be_signed_in() -> Response | None:
    """Before a page of one's own: to the sign-in and back again; what was being sent meanwhile is refused."""
    if current_actor().is_person:
        return None
    if request.method != "GET":
        raise Unauthorized
    return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")), 303)


def register_session(app: Flask) -> None:
    app.before_request(find_actor)
    app.before_request(must_have_two_factors)
