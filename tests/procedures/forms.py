"""Builders of forms for tests: components in, a form out, and a small world that they are filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import orjson

from app.errors import Invalid
from app.procedures import Field, Form, World, check_answers
from app.procedures.read_forms import read_form
from app.procedures.sheet import Faults

TODAY = date(2026, 11, 22)


class Town(World):
    """Two organisations, two records of the case, uploads u1 and u2; mobile known."""

    today = TODAY

    def options(self, field: Field) -> Sequence[tuple[str, str]]:
        if field.rows or field.type == "record":
            return (("r1", "处罚记录"), ("r2", "许可记录"))
        return (("7", "市信用中心"), ("8", "市生态环境局")) if field.source else ()

    def options_url(self, field: Field) -> str | None:
        return "/api/v1/records" if field.source == "register:records" else None

    def knows(self, field: Field, value: object) -> bool:
        if field.type in ("file", "subject"):
            return value in ("u1", "u2", "s1")
        return super().knows(field, value)

    def example(self, field: Field) -> object:
        return {"file": "u1", "subject": "s1"}.get(field.type) or super().example(field)

    def prefill(self, field: Field) -> object:
        return {"subject.name": "张三", "actor.phone": "13800138000"}.get(field.prefill or "")


def field(kind: str, key: str = "x", **more: Any) -> dict[str, Any]:
    """A form-js component; `required` and bounds are put where form-js has them."""
    names = {"min_length": "minLength", "max_length": "maxLength"}
    in_validate = ("required", "pattern", "min_length", "max_length")
    found: dict[str, Any] = {"type": kind, "label": more.pop("label", "事项")}
    found["path" if kind in ("group", "dynamiclist") else "id" if kind == "text" else "key"] = key
    validate = {names.get(k, k): more.pop(k) for k in in_validate if k in more}
    if kind == "number":
        validate |= {k: more.pop(k) for k in ("min", "max") if k in more}
    direct = (
        "values",
        "components",
        "multiple",
        "accept",
        "subtype",
        "decimalDigits",
        "text",
        "conditional",
        "description",
    )
    found |= {k: more.pop(k) for k in direct if k in more and not ("as" in more and k == "multiple")}
    return {**found, "validate": validate, "properties": more}


def options(*values: str) -> list[dict[str, str]]:
    return [{"value": value, "label": f"选项{value}"} for value in values]


def form(*components: dict[str, Any], rules: Sequence[dict[str, str]] = (), **shared: list[dict[str, Any]]) -> Form:
    """The form of these components; `shared` are components of groups to include, by name."""
    faults = Faults()
    files = {name: _content(name, parts, ()) for name, parts in shared.items()}
    found = read_form(faults, "forms/t/t.form", _content("t", list(components), rules), files)
    assert faults.close() == ()
    return found


def _content(name: str, components: list[dict[str, Any]], rules: Sequence[dict[str, str]]) -> bytes:
    properties = {"title": "表单", "submit": "提交", "rules": list(rules)}
    return orjson.dumps({"type": "default", "id": name, "properties": properties, "components": components})


def clean(form: Form, **answers: Any) -> dict[str, object]:
    return check_answers(form, answers, Town())


def refused(form: Form, **answers: Any) -> dict[str, list[str]]:
    """The sentences of a refusal, by field."""
    try:
        kept = check_answers(form, answers, Town())
    except Invalid as invalid:
        return invalid.errors
    raise AssertionError(f"taken, and should have been refused: {kept}")
