"""Turns the fields of a posted page into answers as a program would send them. Whether they are right: fields.py."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Protocol

from app.procedures.form_model import MOST_ROWS, Field, Form

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,10})?", re.ASCII)
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
TRUE = ("true", "on", "1")


class Posted(Protocol):
    """werkzeug's MultiDict."""

    def get(self, key: str) -> str | None: ...

    def getlist(self, key: str) -> list[str]: ...

    def keys(self) -> Iterable[str]: ...


def from_html(form: Form, posted: Posted) -> dict[str, object]:
    """Names as in forms/README.md: `reason`, `applicant.name`, `decisions.0.outcome`, a date also as `day:y :m :d`.

    What cannot be read as its type stays text, so that the check says what is wrong and the page shows it again.
    Names that the form does not have are a page's own (tokens, buttons) and are left out.
    """
    return _scope(form.fields, posted, "")


def _scope(fields: Iterable[Field], posted: Posted, path: str) -> dict[str, object]:
    found = {field.key: _value(field, posted, path + field.key) for field in fields if field.type != "text"}
    return {key: value for key, value in found.items() if value not in (None, "", [], {})}


def _value(field: Field, posted: Posted, name: str) -> object:
    if field.type == "group":
        return _scope(field.fields, posted, f"{name}.")
    if field.type == "dynamiclist":
        return _rows(field, posted, name)
    if field.type == "checkbox":
        return posted.get(name) in TRUE
    if field.type == "checklist" or field.multiple:
        return [value for value in posted.getlist(name) if value]
    text = posted.get(name)
    if field.type == "date":
        return text or _day(posted, name)
    if field.type == "number" and text:
        return _number(field, text)
    if field.type == "datetime" and text:
        return _moment(text)
    return text


def _rows(field: Field, posted: Posted, name: str) -> list[dict[str, object]]:
    """The rows in the order of their numbers; one with nothing but unticked boxes is not a row."""
    start = re.compile(re.escape(name) + r"\.(\d{1,4})\.")
    numbers = {int(found.group(1)) for key in posted.keys() if (found := start.match(key))}  # noqa: SIM118 not a dict
    rows = [_scope(field.fields, posted, f"{name}.{n}.") for n in sorted(numbers)[: MOST_ROWS + 1]]
    return [row for row in rows if any(value is not False for value in _leaves(row))]


def _leaves(row: Mapping[str, object]) -> Iterable[object]:
    for value in row.values():
        if isinstance(value, Mapping):
            yield from _leaves(value)
        else:
            yield value


def _day(posted: Posted, name: str) -> str:
    """Three boxes as one day: 2026, 3, 9 -> 2026-03-09; what is not numbers is joined as it was typed."""
    boxes = [(posted.get(f"{name}:{mark}") or "").translate(_WIDE).strip() for mark in "ymd"]
    if not any(boxes):
        return ""
    return "-".join(box.zfill(2) if box.isdecimal() else box for box in boxes)


def _number(field: Field, text: str) -> object:
    plain = text.translate(_WIDE).replace(",", "").strip()
    if field.money or not _NUMBER.fullmatch(plain):
        return plain if field.money else text
    return float(plain) if "." in plain else int(plain)


def _moment(text: str) -> str:
    """A browser's datetime-local has no offset; it is Shanghai's."""
    return f"{text}+08:00" if re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?", text) else text
