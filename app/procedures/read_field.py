"""Reads one form-js component into a field. Whether fields fit together is a check's matter (check/forms.py)."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace

from app.procedures.feel import FeelError, to_expression
from app.procedures.form_model import ERROR_WORDS, FORMATS, MOST_ROWS, Field, FieldType, Only, Option
from app.procedures.sheet import Sheet

# What the editor keeps for its own drawing of the form and what means nothing to us.
_EDITOR = ("id", "layout", "appearance", "dateLabel", "timeLabel", "use24h", "timeInterval", "timeSerializingFormat",
           "showOutline", "verticalAlignment", "defaultRepetitions", "allowAddRemove", "isRepeating", "disableCollapse",
           "nonCollapsedItems", "searchable", "increment", "serializeToString", "versionTag")  # fmt: skip
_DIRECT: dict[str, FieldType] = {
    "textfield": "textfield", "textarea": "textarea", "number": "number", "select": "select", "radio": "radio",
    "checklist": "checklist", "checkbox": "checkbox", "group": "group", "dynamiclist": "dynamiclist", "text": "text",
    "filepicker": "file",
}  # fmt: skip
_KEY = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
_CHOICES = ("select", "radio", "checklist")
DEEPEST = 3


class Includes(ABC):
    @abstractmethod
    def find(self, name: str) -> Sheet | None:
        """The shared form whose components a group takes."""


def read_fields(sheet: Sheet, key: str, includes: Includes, depth: int = 1) -> tuple[Field, ...]:
    if depth > DEEPEST:
        sheet.fault(key, f"组和列表最多套 {DEEPEST} 层。")
        sheet.raw(key)
        return ()
    rows = sheet.rows(key, required=True)
    place = f"{sheet.place}." if sheet.place else ""
    return tuple(f for row in rows if (f := _field(row, includes, depth, place)))


def _field(row: Sheet, includes: Includes, depth: int, place: str) -> Field | None:
    properties = row.sheet("properties") or Sheet(row.faults, row.file, row.at("properties"), {}, missing=True)
    kind = _type(row, properties)
    if kind is None:
        row.take_all()
        properties.take_all()
        return None
    key = _key(row, kind)
    # From here on a finding names the field, which is what its author looks for, and not its place in the list.
    row.place = properties.place = place + key if key else row.place
    return _read(row, properties, kind, key, _inner(row, properties, kind, includes, depth))


def _type(row: Sheet, properties: Sheet) -> FieldType | None:
    name = row.text("type")
    for key in _EDITOR:
        row.raw(key)
    found = _DIRECT.get(name)
    if name == "datetime":
        found = "datetime" if row.choice("subtype", ("date", "datetime")) == "datetime" else "date"
    if properties.has("as"):
        found = "subject" if properties.choice("as", ("record", "subject")) == "subject" else "record"
        if name != "textfield":
            row.fault("type", "属性 as 只能写在 textfield 上。")
    if found is None and name:
        row.fault("type", f"不支持“{name}”这种控件，可用的见 forms/README.md 的表。")
    return found


def _key(row: Sheet, kind: str) -> str:
    if kind == "text":
        return str(row.raw("id") or row.raw("key") or "text")
    name = "path" if kind in ("group", "dynamiclist") else "key"
    key = row.text(name)
    if key and not _KEY.match(key):
        row.fault(name, f"“{key}”只能用小写字母、数字和下划线，以字母开头，最多 40 个。")
    return key


def _inner(row: Sheet, properties: Sheet, kind: str, includes: Includes, depth: int) -> tuple[Field, ...]:
    if kind not in ("group", "dynamiclist"):
        return ()
    name = properties.optional("include") if kind == "group" else None
    if name is None:
        return read_fields(row, "components", includes, depth + 1)
    row.raw("components")
    shared = includes.find(name)
    if shared is None:
        properties.fault("include", f"forms/_shared/ 里没有 {name}.form。")
        return ()
    return read_fields(shared, "components", includes, depth + 1)


def _read(row: Sheet, properties: Sheet, kind: FieldType, key: str, inner: tuple[Field, ...]) -> Field:
    public = properties.has("audience") and properties.choice("audience", ("subject",)) == "subject"
    validate = row.sheet("validate") or Sheet(row.faults, row.file, row.at("validate"), {}, missing=True)
    field = Field(
        key=key,
        type=kind,
        label=row.text("label", "" if kind == "text" else None),
        help=row.text("text") if kind == "text" else row.text("description", ""),
        required=validate.flag("required", False),
        fields=tuple(map(_opened, inner)) if public else inner,
        when=_when(row, properties),
        prefill=properties.optional("prefill"),
        example=properties.raw("example"),
        errors=_errors(properties),
        public=public,
        engine=_flag(properties, "engine"),
        readonly=_flag(properties, "readonly"),
    )
    more = _MORE.get(kind)
    return more(field, row, properties, validate) if more else field


def _text(field: Field, row: Sheet, properties: Sheet, validate: Sheet) -> Field:
    lengths = {"min_length": _count(validate, "minLength"), "max_length": _count(validate, "maxLength")}
    if field.type == "textarea":
        return replace(field, **lengths)  # type: ignore[arg-type]  # a dict of two whole numbers
    return replace(
        field,
        **lengths,  # type: ignore[arg-type]  # as above
        pattern=validate.optional("pattern"),
        format=properties.choice("format", FORMATS) if properties.has("format") else None,
        evidence=properties.optional("evidence"),
    )


def _number(field: Field, row: Sheet, properties: Sheet, validate: Sheet) -> Field:
    return replace(
        field,
        min=_bound(validate, "min"),
        max=_bound(validate, "max"),
        digits=_count(row, "decimalDigits"),
        money=_flag(properties, "money"),
    )


def _day(field: Field, row: Sheet, properties: Sheet, validate: Sheet) -> Field:
    return replace(field, min=properties.optional("min"), max=properties.optional("max"))


def _choice(field: Field, row: Sheet, properties: Sheet, validate: Sheet) -> Field:
    options = tuple(Option(o.text("value"), o.text("label")) for o in row.rows("values"))
    least = _row_count(properties, "min_rows", 0) if field.type == "checklist" else 0
    return replace(field, options=options, source=properties.optional("source"), only=_only(properties), min_rows=least)


def _only(properties: Sheet) -> tuple[Only, ...]:
    """One expression, or several each with its own sentence."""
    if isinstance(properties.peek("only"), list):
        return tuple(Only(row.text("must"), row.text("sentence")) for row in properties.rows("only"))
    text = properties.optional("only")
    return (Only(text),) if text else ()


def _rows(field: Field, row: Sheet, properties: Sheet, validate: Sheet) -> Field:
    least, most = _row_count(properties, "min_rows", 0), _row_count(properties, "max_rows", MOST_ROWS)
    items, part = properties.optional("items"), properties.optional("part")
    return replace(field, rows=properties.optional("rows"), min_rows=least, max_rows=most, items=items, part=part)


def _file(field: Field, row: Sheet, properties: Sheet, validate: Sheet) -> Field:
    return replace(field, multiple=_flag(row, "multiple"), accept=row.optional("accept"))


def _record(field: Field, row: Sheet, properties: Sheet, validate: Sheet) -> Field:
    source = properties.optional("source")
    return replace(field, multiple=_flag(properties, "multiple"), source=source, only=_only(properties))


_MORE: dict[str, Callable[[Field, Sheet, Sheet, Sheet], Field]] = {
    "textfield": _text, "textarea": _text, "number": _number, "date": _day, "datetime": _day, "select": _choice,
    "radio": _choice, "checklist": _choice, "dynamiclist": _rows, "file": _file, "record": _record,
}  # fmt: skip


def _opened(field: Field) -> Field:
    """What the subject may read whole, it may read in its parts."""
    return replace(field, public=True, fields=tuple(map(_opened, field.fields)))


def _flag(sheet: Sheet, key: str) -> bool:
    """true, or "true": the editor writes every property as a text."""
    value = sheet.raw(key)
    if value not in (None, True, False, "true", "false"):
        sheet.fault(key, "这里应当是 true 或 false。")
    return value in (True, "true")


def _count(sheet: Sheet, key: str) -> int | None:
    return sheet.integer(key) if sheet.has(key) else None


def _row_count(sheet: Sheet, key: str, default: int) -> int:
    value = sheet.raw(key)
    if value is None:
        return default
    text = str(value)
    if not text.isdecimal() or not 0 <= int(text) <= MOST_ROWS:
        sheet.fault(key, f"这个数应当在 0 和 {MOST_ROWS} 之间。")
        return default
    return int(text)


def _bound(sheet: Sheet, key: str) -> str | None:
    value = sheet.raw(key)
    if value is not None and not re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", str(value)):
        sheet.fault(key, "这里应当是一个数。")
        return None
    return None if value is None else str(value)


def _errors(properties: Sheet) -> dict[str, str]:
    found = properties.strings("errors", {})
    for word in found:
        if word not in ERROR_WORDS:
            properties.fault(f"errors.{word}", f"没有这种错误，可用的有 {'、'.join(ERROR_WORDS)}。")
    return found


def _when(row: Sheet, properties: Sheet) -> str | None:
    when = properties.optional("when")
    conditional = row.sheet("conditional")
    hide = conditional.optional("hide") if conditional else None
    if when and hide:
        row.fault("conditional", "conditional.hide 和属性 when 只能写一个。")
    if not hide:
        return when
    try:
        return f"not ({to_expression(hide)})"
    except FeelError as error:
        row.fault("conditional", str(error))
        return None
