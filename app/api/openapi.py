"""The OpenAPI 3.1 document, made from the calls themselves: envelopes by marshmallow, answers by their dataclasses."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from app.api.bodies import Nothing
from app.api.door import CALLS, JSON, Call
from app.api.fields import KEY, LARGEST_ID, NUMBER
from app.api.problems import CODES, PROBLEM, TITLES
from app.api.shapes import FORM_SCHEMAS, shape

PATH_PARAMETERS: dict[str, dict[str, Any]] = {
    "id": {"type": "integer", "minimum": 1, "maximum": LARGEST_ID},
    "number": {"type": "string", "pattern": NUMBER},
    "key": {"type": "string", "pattern": KEY},
    "slug": {"type": "string", "pattern": r"^[a-z][a-z0-9-]{1,39}$"},
    "name": {"type": "string", "pattern": r"^[a-z][a-z0-9_-]{1,39}$"},
}
PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object", "required": ["status", "title", "code"], "additionalProperties": False,
    "properties": {
        "status": {"type": "integer"}, "title": {"type": "string"}, "code": {"enum": list(CODES)},
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
        "by": {"type": "string"}, "at": {"type": "string", "format": "date-time"},
    },
}
SUMMARY = "宁波市社会信用事项办理。表单里的 example 都是现在就会被接受的值，程序只看本文档就能把任何事项办到底。"
IDEMPOTENCY = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "schema": {"type": "string", "pattern": "^[!-~]{1,120}$"},
    "description": "同一个键、同一个请求体，七天内只办一次，得到同样的回答。",
}


@cache
def document() -> dict[str, Any]:
    """Built once in a process."""
    spec = APISpec("宁波市社会信用事项办理接口", "1", openapi_version="3.1.0", plugins=[MarshmallowPlugin()],
                   info={"description": SUMMARY}, servers=[{"url": "/api/v1"}], security=[{"token": []}])
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    known: dict[str, Any] = {"Problem": PROBLEM_SCHEMA, **FORM_SCHEMAS}
    for call in CALLS:
        spec.path(call.path, operations={call.method.lower(): _operation(call, known)},
                  parameters=[_path_parameter(name) for name in re.findall(r"{(\w+)}", call.path)])
    for name, schema in known.items():
        spec.components.schema(name, schema)
    found: dict[str, Any] = spec.to_dict()
    return found


def _path_parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": PATH_PARAMETERS[name]}


def _operation(call: Call, known: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"operationId": call.name, "summary": call.summary, "responses": _responses(call, known)}
    parameters: list[Any] = [] if call.query is Nothing else [{"in": "query", "schema": call.query}]
    if call.method == "POST" and (call.verb or call.status == 201):
        parameters.append(IDEMPOTENCY)
    if parameters:
        made["parameters"] = parameters
    if call.anyone:
        made["security"] = []
    body = _body(call)
    return {**made, "requestBody": body} if body else made


def _body(call: Call) -> dict[str, Any] | None:
    if call.upload:
        part = {"type": "object", "required": ["file"], "properties": {
            "file": {"type": "string", "format": "binary"}}, "additionalProperties": False}
        return {"required": True, "content": {"multipart/form-data": {"schema": part}}}
    if call.body is None:
        return None
    needed = any(field.required for field in call.body().fields.values())
    return {"required": needed, "content": {JSON: {"schema": call.body}}}


def _responses(call: Call, known: dict[str, Any]) -> dict[str, Any]:
    content = {call.media: {"schema": {"type": "string", "format": "binary"} if call.media != JSON
                            else shape(call.answer, known)}}
    refused = {*call.refusals, *([404] if "{" in call.path else []), 406, 422, *([] if call.anyone else [401]),
               *_body_refusals(call)}
    found: dict[str, Any] = {str(call.status): {"description": call.summary, "content": content}}
    return found | {str(status): _refusal(status) for status in sorted(refused)}


def _body_refusals(call: Call) -> tuple[int, ...]:
    if call.upload:
        return (400, 413, 415)
    return () if call.body is None else (400, 413, 415)


def _refusal(status: int) -> dict[str, Any]:
    made: dict[str, Any] = {"description": TITLES[status][1],
                            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    if status in (429, 503):
        made["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "required": True}}
    return made
