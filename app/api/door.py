"""One request of the JSON door: read, ask, show. Every call is entered here once, and the OpenAPI is made from it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from flask import Blueprint, Response, request
from marshmallow import Schema, ValidationError
from werkzeug.datastructures import MultiDict

from app.api.bodies import Nothing
from app.api.fields import LARGEST_ID
from app.api.problems import Stop
from app.api.render import dump, page, plain
from app.domain.actor import ANYONE, Actor
from app.errors import Invalid, NotFound
from app.queries.paging import LARGEST, Page, in_pages
from app.queries.people import actor_of_token
from app.queries.reading import reading
from app.services.execute import execute
from app.services.remembered import Answer, alone, once

JSON = "application/json"
LARGEST_BODY = 1_000_000  # of JSON; files have their own limit
DEEPEST = 40
blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
_KEY = re.compile(r"[\x21-\x7e]{1,120}")


@dataclass(frozen=True)
class Call:
    """`answer` is the dataclass (or dict of JSON Schema) shown; `verb` the name of the act, empty for reading."""

    method: str
    path: str
    name: str
    answer: Any
    status: int = 200
    query: type[Schema] = Nothing
    body: type[Schema] | None = None
    anyone: bool = False
    verb: str = ""
    media: str = JSON
    upload: bool = False
    refusals: tuple[int, ...] = ()
    summary: str = ""


@dataclass
class Ask:
    """What a call was asked: by whom, with which parameters and which body."""

    call: Call
    actor: Actor
    query: Mapping[str, Any]
    body: dict[str, Any] = field(default_factory=dict)

    def perform(self, verb: Callable[..., Any], show: Callable[[Any], Any] = plain, secret: str = "",
                **args: Any) -> Answer:
        """The act itself, once for each Idempotency-Key. `secret` names what is shown once and not remembered."""
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return self._shown(show(execute(verb, actor=self.actor, **args)))
        if not _KEY.fullmatch(key):
            raise Invalid({"Idempotency-Key": ["键用1到120个可见字符。"]})
        caller = caller_of(self.actor)
        with alone(caller, key):
            found: Answer = execute(
                once, actor=self.actor, caller=caller, key=key, digest=self._digest(), act=verb, args=args,
                answer=lambda result: self._shown(show(result)),
                kept=lambda answer: {k: v for k, v in answer.body.items() if k != secret})
            return found

    def _shown(self, body: Any) -> Answer:
        return Answer(self.call.status, plain(body) or {})

    def _digest(self) -> bytes:
        part = request.files.get("file") if request.files else None
        content = part.stream.read() if part else b""
        if part:
            part.stream.seek(0)
        spoken = [request.method, request.path, plain(self.body), hashlib.sha256(content).hexdigest(),
                  part.filename if part else None]
        return hashlib.sha256(orjson.dumps(spoken, option=orjson.OPT_SORT_KEYS)).digest()


def caller_of(actor: Actor) -> str:
    """Whose Idempotency-Keys these are; without sign-in those of an address."""
    if actor.person_id is not None:
        return f"person:{actor.person_id}"
    return f"from:{hashlib.sha256((request.remote_addr or '').encode()).hexdigest()[:32]}"


CALLS: list[Call] = []
View = Callable[..., Any]


def call(method: str, path: str, answer: Any, **more: Any) -> Callable[[View], View]:
    """Enters a view as a call of the contract."""

    def made(view: View) -> View:
        told = (view.__doc__ or "").strip().splitlines()[0]
        return enter(Call(method, path, view.__name__, answer, summary=told, **more), view)

    return made


def enter(made: Call, view: View) -> View:
    CALLS.append(made)
    rule = made.path.replace("{id}", f"<int(max={LARGEST_ID}):id>").replace("{", "<").replace("}", ">")
    blueprint.add_url_rule(rule, made.name, _door(made, view), methods=[made.method])
    return view


def _door(made: Call, view: View) -> Callable[..., Response]:
    def answer(**where: Any) -> Response:
        _must_accept(made)
        actor = _actor(made)
        _must_be_words(where)
        ask = Ask(made, actor, _parameters(made), _body(made.body) if made.body else {})
        ask = replace(ask, actor=_in_post(ask))
        return _response(made, view(ask, **where), ask)

    return answer


def _response(made: Call, found: Any, ask: Ask) -> Response:
    if isinstance(found, Response):
        return found
    if isinstance(found, Answer):
        return Response(dump(found.body), found.status, content_type=JSON,
                        headers={"Idempotent-Replayed": "true"} if found.again else {})
    if isinstance(found, tuple):
        found = in_pages(found, ask.query.get("page"), ask.query.get("size", LARGEST))
    body = page(found, request.path, ask.query) if isinstance(found, Page) else plain(found)
    return Response(dump(body), made.status, content_type=JSON)


def _must_accept(made: Call) -> None:
    """406 where the asker takes nothing that this call gives."""
    offered = [made.media, "application/problem+json"] if made.media == JSON else [made.media]
    if request.accept_mimetypes and not request.accept_mimetypes.best_match(offered):
        raise Stop(406, f"这里只能以 {made.media} 回答，请在 Accept 里接受它。")


def _actor(made: Call) -> Actor:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        if made.anyone:
            return ANYONE
        raise Stop(401)
    with reading() as session:
        actor = actor_of_token(session, secret.strip())
    if actor is None:
        raise Stop(401)
    return actor


def _in_post(ask: Ask) -> Actor:
    """The actor in the post that `as` names."""
    chosen = ask.body.pop("as_", None)
    if chosen is None:
        return ask.actor
    lent = (post for one in ask.actor.absent for post in one.posts)
    if chosen not in {post.id for post in (*ask.actor.posts, *lent)}:
        raise Invalid({"as": ["您没有这个岗位，可用的岗位见 /me。"]})
    return replace(ask.actor, as_post=chosen)


def _must_be_words(where: Mapping[str, Any]) -> None:
    """No database takes a NUL in a text; an address with one names nothing."""
    if any(isinstance(value, str) and "\x00" in value for value in where.values()):
        raise NotFound()


def _parameters(made: Call) -> dict[str, Any]:
    return _load(made.query(), _once_each(request.args))


def _once_each(given: MultiDict[str, str]) -> dict[str, str]:
    twice = [key for key in given if len(given.getlist(key)) > 1]
    if twice:
        raise Invalid({key: ["这个参数只能写一次。"] for key in twice})
    return dict(given.items())


def _load(schema: Schema, values: Any) -> dict[str, Any]:
    _must_be_text(values, 0)
    try:
        loaded: dict[str, Any] = schema.load(values)
    except ValidationError as wrong:
        texts: dict[str, Any] = wrong.normalized_messages()  # type: ignore[no-untyped-call]
        raise Invalid({_name(key): [str(one) for one in _flat(said)] for key, said in texts.items()}) from None
    return loaded


def _name(key: object) -> str:
    return "" if key == "_schema" else str(key)


def _flat(texts: Any) -> list[Any]:
    if isinstance(texts, Mapping):
        return [one for inner in texts.values() for one in _flat(inner)]
    return list(texts) if isinstance(texts, list) else [texts]


def _must_be_text(value: Any, depth: int) -> None:
    """Texts that a database can keep, and no tower of lists."""
    if depth > DEEPEST:
        raise Invalid("内容的层次太深。")
    if isinstance(value, str) and "\x00" in value:
        raise Invalid("文字里含有不能使用的字符（NUL），请删去。")
    if isinstance(value, Mapping):
        for key, one in value.items():
            _must_be_text(key, depth)
            _must_be_text(one, depth + 1)
    elif isinstance(value, list):
        for one in value:
            _must_be_text(one, depth + 1)


def _body(schema: type[Schema]) -> dict[str, Any]:
    raw = request.get_data(cache=True)
    if len(raw) > LARGEST_BODY:
        raise Stop(413, "请求体太大，最多 1 MB。")
    if raw and request.mimetype != JSON:
        raise Stop(415, "请求体应当是 application/json。")
    try:
        values = orjson.loads(raw) if raw else {}
    except orjson.JSONDecodeError:
        raise Stop(400) from None
    if not isinstance(values, dict):
        raise Invalid("请求体应当是一个 JSON 对象。")
    return _load(schema(), values)
