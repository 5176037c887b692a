"""Compiles the leaf fields of a form into a marshmallow schema: shape and length. What the world knows: facts.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from marshmallow import RAISE, Schema, ValidationError
from marshmallow import fields as m

from app.procedures.form_model import LONGEST, MOST_CHOICES, Field
from app.procedures.sentences import MISSING, UNKNOWN, number_text, say

LARGEST_NUMBER = 10**12
MOST_FILES = 50
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_MONEY = re.compile(r"-?(0|[1-9]\d{0,12})(\.\d{1,2})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9_.:@-]{1,80}", re.ASCII)


class FormSchema(Schema):
    class Meta:
        unknown = RAISE

    error_messages = {"unknown": UNKNOWN, "type": "答案要写成“键: 值”的对象。"}


@lru_cache(maxsize=2048)
def compile_fields(fields: tuple[Field, ...]) -> Schema:
    """The schema of these fields; groups, lists and texts are not leaves and are left to the caller."""
    leaves = {f.key: _Leaf(f) for f in fields if f.type in _READ}
    return FormSchema.from_dict(leaves, name="Answers")()  # type: ignore[arg-type]


class _Leaf(m.Field[object]):
    """One field: gives the clean value or a sentence that says what to do."""

    def __init__(self, field: Field) -> None:
        self.form_field = field
        missing = say(field, "required", MISSING[field.type].format(field.label))
        super().__init__(
            required=field.required, allow_none=False, error_messages={"required": missing, "null": missing}
        )

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: object) -> object:
        return _READ[self.form_field.type](self.form_field, value)


def refuse(field: Field, word: str, default: str) -> ValidationError:
    return ValidationError(say(field, word, default))


def _text(field: Field, value: object) -> str:
    if not isinstance(value, str):
        raise refuse(field, "type", "这里应当是一段文字。")
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if _CONTROL.search(text) or (field.type == "textfield" and "\n" in text):
        raise refuse(field, "type", "含有不能使用的控制字符，请删去后重新填写。")
    _length(field, text)
    if field.pattern and not re.fullmatch(field.pattern, text):
        raise refuse(field, "pattern", "格式不对，请按说明填写。")
    return text


def _length(field: Field, text: str) -> None:
    least, most = field.min_length or 0, field.max_length or LONGEST[field.type]
    if len(text) < least:
        raise refuse(field, "min_length", f"还差 {least - len(text)} 个字，至少写 {least} 个字。")
    if len(text) > most:
        raise refuse(field, "max_length", f"多了 {len(text) - most} 个字，最多写 {most} 个字。")


def _number(field: Field, value: object) -> object:
    if field.money:
        return _money(field, value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise refuse(field, "type", "请填写数字。")
    if abs(value) > LARGEST_NUMBER:
        raise refuse(field, "max", "数字太大，请核对。")
    exact = Decimal(str(value))
    digits = field.digits or 0
    if exact != round(exact, digits):
        raise refuse(field, "type", f"最多保留 {digits} 位小数。" if digits else "请填写整数。")
    _within(field, exact)
    return int(exact) if exact == exact.to_integral_value() else value


def _money(field: Field, value: object) -> str:
    if not isinstance(value, str) or not _MONEY.fullmatch(value.strip()):
        raise refuse(field, "type", "请填写金额，单位为元，最多两位小数，例如 5000.00。")
    exact = Decimal(value.strip())
    _within(field, exact)
    return f"{exact + 0:.2f}"


def _within(field: Field, exact: Decimal) -> None:
    if field.min is not None and exact < Decimal(field.min):
        raise refuse(field, "min", f"不能小于 {number_text(field, field.min)}。")
    if field.max is not None and exact > Decimal(field.max):
        raise refuse(field, "max", f"不能大于 {number_text(field, field.max)}。")


def _date(field: Field, value: object) -> str:
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise refuse(field, "type", "请填写真实存在的日期，年月日都要填，例如 2026-03-09。")


def _datetime(field: Field, value: object) -> str:
    try:
        if isinstance(value, str) and len(value) <= 40:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is not None:
                return moment.isoformat()
    except ValueError:
        pass
    raise refuse(field, "type", "请填写日期和时间，并带时区，例如 2026-03-09T14:30:00+08:00。")


def _choice(field: Field, value: object) -> str:
    """A sourced choice is only known to be an identifier here; whether it is one of the source, facts.py asks."""
    if field.source is None:
        good = isinstance(value, str) and any(value == option.value for option in field.options)
    else:
        good = _identifier(value)
    if not good:
        raise refuse(field, "options", "请从给出的选项中选择。")
    return str(value)


def _checklist(field: Field, value: object) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_CHOICES:
        raise refuse(field, "type", "请从给出的选项中选择，可以选几项。")
    found = [_choice(field, one) for one in value]
    if len(set(found)) < len(found):
        raise refuse(field, "options", "同一选项只能选一次。")
    if len(found) < field.min_rows:
        raise refuse(field, "rows", f"至少选 {field.min_rows} 项，现在选了 {len(found)} 项。")
    return found


def _checkbox(field: Field, value: object) -> bool:
    if not isinstance(value, bool):
        raise refuse(field, "type", "这里只能勾选或者不勾选（true 或 false）。")
    if field.required and not value:
        raise refuse(field, "required", MISSING["checkbox"].format(field.label))
    return value


def _reference(field: Field, value: object) -> object:
    """The id of an upload, an entry or a subject; a list of them where several may be named."""
    values = value if field.multiple and isinstance(value, list) else [value]
    if not values or len(values) > MOST_FILES or not all(map(_identifier, values)):
        raise refuse(field, "type", "请重新选择。" if field.type != "file" else "请重新上传。")
    found = [str(v) for v in values]
    if len(set(found)) < len(found):
        raise refuse(field, "options", "同一项只能选一次。")
    return found if field.multiple else found[0]


def _identifier(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


_READ: Mapping[str, Callable[[Field, object], object]] = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "date": _date,
    "datetime": _datetime,
    "select": _choice,
    "radio": _choice,
    "checklist": _checklist,
    "checkbox": _checkbox,
    "file": _reference,
    "record": _reference,
    "subject": _reference,
}
LEAVES = frozenset(_READ)
