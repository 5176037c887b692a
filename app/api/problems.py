"""How the JSON door pronounces a refusal: problem+json with a status, a title and a code of a closed list."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response
from structlog import get_logger
from werkzeug.exceptions import HTTPException

from app.api.render import dump
from app.errors import Busy, Conflict, Invalid, NotAllowed, NotFound, Refusal, TooMany

log = get_logger(__name__)
PROBLEM = "application/problem+json"
RETRY_AFTER = 5  # seconds, where nobody knows better

STATUS: Mapping[type[Refusal], int] = {
    NotFound: 404, NotAllowed: 403, Conflict: 409, Invalid: 422, TooMany: 429, Busy: 503,
}
# The door's own refusals. A verb's refusal brings its own code (app/errors.py); `CODES` is the whole list.
TITLES: Mapping[int, tuple[str, str]] = {
    400: ("not_json", "请求体不是有效的 JSON。"),
    401: ("unauthorized", "请在 Authorization 里带上有效的接口密钥（Bearer）。"),
    403: ("not_allowed", NotAllowed.sentence),
    404: ("not_found", NotFound.sentence),
    405: ("method_not_allowed", "这个地址不接受这种请求方法。"),
    406: ("not_acceptable", "只能以 JSON 回答；请在 Accept 里接受它。"),
    409: ("conflict", Conflict.sentence),
    413: ("too_large", "内容太大：文件不超过 20 MB。"),
    415: ("unsupported_media_type", "请求体的类型不对，请按接口文档发送。"),
    422: ("invalid", Invalid.sentence),
    429: ("too_many", TooMany.sentence),
    500: ("fault", "系统出了错，没有办成，也没有改动任何内容。"),
    503: ("busy", Busy.sentence),
}
CODES: tuple[str, ...] = (
    "not_json", "unauthorized", "not_allowed", "not_found", "method_not_allowed", "not_acceptable", "too_large",
    "unsupported_media_type", "invalid", "conflict", "too_many", "fault", "busy", "read_only", "stale", "closed",
    "suspended", "not_awaited", "not_closed", "cannot_follow", "already_followed", "cannot_return", "cannot_recall",
    "no_deadline", "not_extendable", "not_pausable", "not_running", "not_paused", "not_claimed", "same_person",
    "acts_already", "cannot_migrate", "factor_in_force", "sign_in_over", "too_soon", "wrong_code",
    "replaced", "still_running", "key_reused", "file_refused", "login_taken", "wrong_password", "incident", "refused",
    "not_broken",
    "already_filed", "cannot_replace", "held_already", "letter_glyph_missing", "letter_incomplete", "no_fit",
    "too_many_drafts", "too_many_filters", "reminded_already", "not_asked", "not_copied",
    "draft_closed", "draft_open", "empty_draft", "unanswered", "cycle_open", "not_released",
    "asked_already", "away_already", "delegated", "last_signer", "named", "no_signers", "nobody_waits", "not_delegated",
    "not_yet", "over", "recused", "signing", "erased", "not_held", "no_subject", "unknown_person",
)


class Stop(Exception):
    """A refusal of the door itself, before any verb or query is asked."""

    def __init__(self, status: int, title: str | None = None) -> None:
        super().__init__(status)
        self.status, self.title = status, title


def problem(status: int, title: str | None = None, code: str | None = None, **more: Any) -> Response:
    """`more` are `errors`, `by`, `at`, as far as there are any."""
    known = TITLES.get(status, TITLES[500])
    body = {"status": status, "title": title or known[1], "code": code or known[0],
            **{key: value for key, value in more.items() if value}}
    response = Response(dump(body), status, content_type=PROBLEM)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def refused(refusal: Refusal) -> Response:
    """A verb's or a query's refusal. What may not be known is answered with one body, whatever was asked."""
    status = next((code for kind, code in STATUS.items() if isinstance(refusal, kind)), 422)
    if isinstance(refusal, NotFound):
        return problem(404)
    code = refusal.code if refusal.code in CODES else TITLES[status][0]
    response = problem(status, refusal.message, code, errors=getattr(refusal, "errors", None),
                       by=getattr(refusal, "by", None), at=getattr(refusal, "at", None))
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def stopped(stop: Stop) -> Response:
    return problem(stop.status, stop.title)


def of_http(error: HTTPException) -> Response:
    """What Flask itself refuses: unknown address, wrong method, too large a body."""
    status = error.code if error.code in TITLES else 404 if (error.code or 500) < 500 else 500
    response = problem(status or 500)
    if (allowed := getattr(error, "valid_methods", None)) is not None:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def unforeseen(error: Exception) -> Response:
    """A fault of ours: its number in the answer and in the log, its words in the log alone."""
    number = uuid.uuid4().hex[:8].upper()
    log.exception("unforeseen error", incident=number, kind=type(error).__name__)
    return problem(500, f"{TITLES[500][1]}错误编号 {number}。")
