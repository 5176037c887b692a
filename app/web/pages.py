"""How a door of ours answers: a whole page, a part for htmx, or a refusal put into words. No route lives here."""

import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from structlog import get_logger
from werkzeug.exceptions import HTTPException

from app.errors import Busy, Conflict, Invalid, NotAllowed, NotFound, Refusal, TooMany

log = get_logger(__name__)
STATUS: dict[type[Refusal], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    Conflict: HTTPStatus.CONFLICT,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    Busy: HTTPStatus.SERVICE_UNAVAILABLE,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
}
TITLES = {
    400: "这一页放得太久，没有提交成功",
    401: "请先登录",
    403: "您没有办理这件事的权限",
    404: "没有找到这一页",
    405: "这个地址不能这样打开",
    409: "情况已经变化",
    413: "文件太大",
    422: "有内容要改",
    429: "试得太频繁",
    500: "系统出了错",
    503: "现在只能看，不能办",
}
SENTENCES = {
    400: "可能是在另一个窗口退出过，或者页面开着超过了半小时。请返回上一页，刷新后再提交；已保存的草稿还在。",
    401: "您已经退出，或者半小时没有操作。登录以后会回到这里；写过的内容已经自动保存成草稿。",
    404: "地址可能写错了，事项可能不存在，也可能您无权查看。",
    405: "请从页面上的按钮或链接进入。",
    413: "每个文件不超过 20 MB。请压缩或者拆成几个再上传。",
    429: "请稍等几分钟再试。",
    500: "没有办成，也没有改动任何内容。我们已经记下这次错误，请稍后再试；急的话请打 12345，报下面的错误编号。",
    503: "系统正在维护。查询和公示照常；提交、办理请稍后再来，已保存的草稿还在。",
}


def page(template: str, *, part: str | None = None, status: int = 200, **values: Any) -> Response:
    """The page, or only `part` (a template of its own) where htmx asked for a part of it."""
    name = part if part and asked_by_htmx() else template
    response = make_response(render_template(name, **values), status)
    response.headers["Vary"] = "HX-Request"
    return response


def asked_by_htmx() -> bool:
    return request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers


def status_of(refusal: Refusal) -> int:
    return next((code for kind, code in STATUS.items() if isinstance(refusal, kind)), HTTPStatus.BAD_REQUEST)


def refusal_page(refusal: Refusal) -> Response:
    told = {"by": getattr(refusal, "by", None), "at": getattr(refusal, "at", None)}
    sentences = [text for texts in getattr(refusal, "errors", {}).values() for text in texts]
    response = error_page(status_of(refusal), refusal.message, sentences=sentences, **told)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def error_page(status: int, sentence: str = "", **values: Any) -> Response:
    """A page that says what happened, what it means and where to go; the same for every status."""
    values |= {"code": status, "title": TITLES.get(status, "没有办成")}
    values["sentence"] = sentence or SENTENCES.get(status, "")
    return page("errors/page.html", part="errors/part.html", status=status, **values)


def http_error(error: HTTPException) -> Response:
    response = error_page(error.code or 500)
    if error.code == HTTPStatus.METHOD_NOT_ALLOWED and (allowed := getattr(error, "valid_methods", None)):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def unforeseen(error: Exception) -> Response:
    """A fault of ours: its number stands on the page and in the log, its words in the log alone."""
    number = uuid.uuid4().hex[:8].upper()
    log.exception("unforeseen error", incident=number, path=request.path, kind=type(error).__name__)
    return error_page(500, incident=number)


def unless_api(handler: Callable[..., Response]) -> Callable[..., ResponseReturnValue]:
    """The API pronounces its refusals itself, also where no route of it matched."""

    def answer(error: Exception) -> ResponseReturnValue:
        if not request.path.startswith("/api/"):
            return handler(error)
        if isinstance(error, HTTPException):
            return Response(error.get_body(), error.code, dict(error.get_headers()))
        raise error

    return answer


def register_errors(app: Flask) -> None:
    app.register_error_handler(Refusal, unless_api(refusal_page))
    app.register_error_handler(CSRFError, unless_api(http_error))
    app.register_error_handler(HTTPException, unless_api(http_error))
    app.register_error_handler(Exception, unless_api(unforeseen))
