"""JSON Schema of what queries give, read off their dataclasses, so that the OpenAPI cannot say anything else."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Json = dict[str, Any]
PRIMITIVES: Mapping[Any, Json] = {
    str: {"type": "string"}, int: {"type": "integer"}, float: {"type": "number"}, bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"}, date: {"type": "string", "format": "date"},
    type(None): {"type": "null"}, Any: {},
}
OBJECT: Json = {"type": "object"}
TOTAL: Json = {"oneOf": [{"type": "integer", "minimum": 0}, {
    "type": "object", "properties": {"at_least": {"type": "integer"}}, "required": ["at_least"],
    "additionalProperties": False}]}
FIELD_TYPES = ["textfield", "textarea", "number", "date", "datetime", "select", "radio", "checklist", "checkbox",
               "group", "dynamiclist", "text", "file", "record", "subject"]
FORM: Json = {"$ref": "#/components/schemas/Form"}
FORM_SCHEMAS: Mapping[str, Json] = {
    "Form": {
        "type": "object", "required": ["slug", "fields", "rules"],
        "properties": {"slug": {"type": "string"}, "rules": {"type": "array", "items": {"type": "string"}},
                       "fields": {"type": "array", "items": {"$ref": "#/components/schemas/FormField"}}},
    },
    "FormField": {
        "type": "object", "required": ["key", "type", "label", "help", "required"],
        "description": "example 是现在填上就会被接受的值。",
        "properties": {
            "key": {"type": "string"}, "type": {"enum": FIELD_TYPES}, "label": {"type": "string"},
            "help": {"type": "string"}, "required": {"type": "boolean"}, "multiple": {"type": "boolean"},
            "options": {"type": "array", "items": {"$ref": "#/components/schemas/FormOption"}},
            "options_url": {"type": "string"}, "min": {}, "max": {}, "min_length": {"type": "integer"},
            "max_length": {"type": "integer"}, "min_rows": {"type": "integer"}, "max_rows": {"type": "integer"},
            "pattern": {"type": "string"}, "format": {"type": "string"}, "accept": {"type": "string"},
            "fields": {"type": "array", "items": {"$ref": "#/components/schemas/FormField"}}, "value": {},
            "example": {}},
    },
    "FormOption": {
        "type": "object", "required": ["value", "label"],
        "properties": {"value": {"type": "string"}, "label": {"type": "string"}},
    },
}


def paged(item: Any) -> Any:
    """A list of the contract: items, total, next."""
    return ("page", item)


def shape(answer: Any, known: dict[str, Json]) -> Json:
    """The schema of an answer; dataclasses are entered into `known` and referred to."""
    if isinstance(answer, dict):
        return answer
    if isinstance(answer, tuple) and len(answer) == 2 and answer[0] == "page":
        return {"type": "object", "required": ["items", "total", "next"], "additionalProperties": False, "properties": {
            "items": {"type": "array", "items": shape(answer[1], known)}, "total": TOTAL,
            "next": {"type": ["string", "null"]}}}
    if dataclasses.is_dataclass(answer):
        return _object(answer, known)
    if answer in PRIMITIVES:
        return dict(PRIMITIVES[answer])
    return _generic(answer, known)


def _generic(answer: Any, known: dict[str, Json]) -> Json:
    origin, arguments = get_origin(answer), get_args(answer)
    if origin in (Union, types.UnionType):
        return {"anyOf": [shape(one, known) for one in arguments]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in (tuple, list, frozenset):
        return {"type": "array", "items": shape(arguments[0], known)}
    return dict(OBJECT)


def _object(kind: Any, known: dict[str, Json]) -> Json:
    if kind.__name__ not in known:
        known[kind.__name__] = {}
        hints = get_type_hints(kind)
        fields = [f.name for f in dataclasses.fields(kind)]
        known[kind.__name__] = {
            "type": "object", "additionalProperties": False, "required": [name.rstrip("_") for name in fields],
            "properties": {name.rstrip("_"): FORM if name in ("form", "start_form") else shape(hints[name], known)
                           for name in fields}}
    return {"$ref": f"#/components/schemas/{kind.__name__}"}
