"""`/healthz`, `/readyz`, `/metrics`: for whoever watches the house. No contents, no names, no sign-in."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_address

from flask import Blueprint, Response, current_app, jsonify, request

from app import clock
from app.errors import Busy
from app.queries.people import actor_of_token
from app.queries.reading import reading
from app.queries.system import UNUSABLE, counts, has_demo_people, late_work, newest_revision, revision
from app.services.house import house

blueprint = Blueprint("health", __name__)
STILL = timedelta(minutes=2)  # a clock that has not ended a round for so long stands still
LATE = timedelta(minutes=10)  # work that lies so long says that no clock runs, in this process or another
READERS = frozenset({"admin", "secadmin", "auditadmin", "supervisor"})


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process lives."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Database, migrations and clock are in order; 503 and what is not, where they are not."""
    state = {"database": False, "migrations": False, "people": False, "clock": False}
    with suppress(Busy, *UNUSABLE), reading() as tables:
        state["migrations"] = revision(tables) == newest_revision(str(house().settings.migrations_path))
        state["database"] = True
        state["people"] = house().settings.demo or not has_demo_people(tables)
        state["clock"] = ticking() and not late_work(tables, clock.now() - LATE)
    ready = all(state.values())
    return jsonify({"ready": ready, **state}), 200 if ready else 503


def ticking() -> bool:
    """The clock of this process has lately ended a round; one of another process is judged by late work alone."""
    works = current_app.extensions.get("clockwork")
    return works is None or clock.now() - works.beat < STILL


@blueprint.get("/metrics")
def metrics() -> Response:
    """Prometheus' text, for loopback or a token of an administrator or supervisor."""
    if not (from_loopback() or may_read()):
        return Response("403\n", 403, content_type="text/plain; charset=utf-8")
    with reading() as tables:
        found = counts(tables)
    lines = [line for name, value in found.items()
             for line in (f"# TYPE casework_{name} gauge", f"casework_{name} {value}")]
    works = current_app.extensions.get("clockwork")
    if works is not None:
        age = (clock.now() - works.beat).total_seconds()
        lines += ["# TYPE casework_clock_beat_age_seconds gauge", f"casework_clock_beat_age_seconds {age:.0f}"]
    return Response("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def from_loopback() -> bool:
    """Asked by this machine itself; a proxy in front names whom it asks for, or makes everybody look like itself."""
    try:
        near = ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    return near and not request.headers.get("X-Forwarded-For") and not request.headers.get("Forwarded")


def may_read() -> bool:
    word, _, secret = request.headers.get("Authorization", "").partition(" ")
    if word.lower() != "bearer" or not secret:
        return False
    with reading() as tables:
        actor = actor_of_token(tables, secret.strip())
    return actor is not None and bool(actor.roles & READERS)
