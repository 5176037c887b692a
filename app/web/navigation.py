"""What stands in the head of a page: the main links for this viewer, who is signed in, and where we are."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app, request, url_for

from app.domain.actor import Actor
from app.services import access
from app.web.session import current_actor, is_staff

SITE = (
    ("办事", "public.home", None),
    ("我的事项", "citizen.mine", None),
    ("信用档案", "citizen.archive", None),
    ("公示公开", "public.registers", None),
    ("意见征集", "public.drafts", None),
)
OVERSEERS = frozenset(access.OVERSEERS)
DESK = (
    ("待办", "desk.inbox", None),
    ("事项", "desk.cases", None),
    ("文书", "desk.papers", None),
    ("台账", "desk.registers", None),
    ("督办", "supervisor.board", OVERSEERS),
    ("系统", "admin.home", access.ADMINISTRATORS),
    ("系统留痕", "admin.trail", frozenset({"auditor"})),
)
Entry = tuple[str, str, frozenset[str] | None]


@dataclass(frozen=True)
class Link:
    label: str
    endpoint: str
    url: str
    current: bool


@dataclass(frozen=True)
class Viewer:
    name: str
    place: str


def links(entries: Iterable[Entry], roles: frozenset[str]) -> list[Link]:
    """The entries whose page exists and is meant for one of these roles."""
    shown = [(label, endpoint) for label, endpoint, wanted in entries if wanted is None or wanted & roles]
    return [
        Link(label, endpoint, url_for(endpoint), is_here(endpoint))
        for label, endpoint in shown
        if endpoint in current_app.view_functions
    ]


def is_here(endpoint: str) -> bool:
    """On the page itself or on one of its family: `desk.inbox` also owns desk.inbox_saved."""
    return request.endpoint is not None and request.endpoint.startswith(endpoint)


def viewer_of(actor: Actor) -> Viewer | None:
    if not actor.is_person:
        return None
    post = actor.post or next(iter(actor.posts), None)
    return Viewer(actor.name, post.organisation if post else "")


def navigation_values() -> dict[str, object]:
    """Template values that every page needs; `here` is a path of ours, safe to come back to."""
    actor = current_actor()
    staff = is_staff(actor)
    return {
        "navigation": links(DESK if staff else SITE, actor.roles),
        "viewer": viewer_of(actor),
        "staff": staff,
        "holds": actor.roles,
        "here": request.full_path.rstrip("?") if request.method == "GET" else request.path,
        "desk_home": url_for("desk.inbox") if "desk.inbox" in current_app.view_functions else "/",
        "large_type": request.cookies.get("type") == "large",
    }
