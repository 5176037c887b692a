"""The pages of those who work on cases: inbox, task, case, counter filing. Everything here needs a post in an organ."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from app.errors import NotAllowed
from app.web.session import current_actor, is_staff, must_be_signed_in

blueprint = Blueprint("desk", __name__, url_prefix="/desk")


def must_be_staff() -> Response | None:
    """To the sign-in first; a party's own pages are elsewhere. What a clerk may see of a case is access.py's."""
    sent = must_be_signed_in()
    if sent is None and not is_staff(current_actor()):
        raise NotAllowed("这里是办理单位的工作台。您的申请、待办和文书在“我的事项”里。")
    return sent


blueprint.before_request(must_be_staff)

from app.web.desk import (  # noqa: E402,F401  (their routes)
    agents,
    batch,
    case,
    cases,
    comments,
    counter,
    inbox,
    letters,
    mending,
    moving,
    recusals,
    registers,
    task,
    unmasking,
    uses,
)
