"""The envelopes' own field types: strict, so that what the OpenAPI says is exactly what is taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

MISSING: dict[str, Any] = {"required": "这一项必须填写。", "null": "这一项不能是空值。", "invalid": "格式不对。"}
LARGEST_ID = 2**31 - 1
DAY = r"^\d{4}-\d{2}-\d{2}$"
NUMBER = r"^[A-Za-z]{2,4}-[0-9]{4}-[0-9]{6,12}$"
KEY = r"^[A-Za-z0-9_-]{1,64}$"
WORD_OR_POST = r"^[A-Za-z0-9_.:-]{1,60}(@[A-Za-z0-9_.-]{1,40})?$"
WORD = r"^[A-Za-z0-9_.:-]{1,60}$"


class Envelope(Schema):
    """A set of parameters or a body: what it does not name is refused."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "没有这个参数。", "type": "请求体应当是一个 JSON 对象。"}


class Whole(fields.Integer):
    """A whole number; 3.0 is one (JSON Schema), true is none."""

    def _validated(self, value: Any) -> int:
        if isinstance(value, bool) or (isinstance(value, str) and not value.isascii()):
            raise self.make_error("invalid")
        if isinstance(value, float) and not value.is_integer():
            raise self.make_error("invalid")
        if isinstance(value, str) and not value.lstrip("-").isdigit():
            raise self.make_error("invalid")
        return super()._validated(value)


class BodyWhole(Whole):
    """In a body a number is a number, not a text of digits."""

    def _validated(self, value: Any) -> int:
        if isinstance(value, str):
            raise self.make_error("invalid")
        return super()._validated(value)


class Yes(fields.Boolean):
    """true or false and no other spelling."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if value in ("true", "false") and isinstance(value, str):
            return value == "true"
        if isinstance(value, bool):
            return value
        raise self.make_error("invalid", input=value)


class BodyYes(fields.Boolean):
    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if isinstance(value, bool):
            return value
        raise self.make_error("invalid", input=value)


class Day(fields.Date):
    """YYYY-MM-DD and no other spelling."""

    default_error_messages = {**MISSING, "invalid": "日期要写成 2026-11-16 这样的年月日。"}

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> date:
        if not isinstance(value, str) or len(value) != 10:
            raise self.make_error("invalid", input=value, obj_type="date")
        try:
            return date.fromisoformat(value)
        except ValueError as wrong:
            raise self.make_error("invalid", input=value, obj_type="date") from wrong


class Answers(fields.Field[dict[str, Any]]):
    """The answers to a form, as one object; the form's own rules check what is in it."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, dict):
            raise ValidationError("答案要写成一个对象。")
        return value


def text(most: int, *, required: bool = False, pattern: str | None = None, **more: Any) -> fields.String:
    rules: list[Any] = [validate.Length(min=1 if required else 0, max=most, error=f"最多{most}个字，不能为空。")]
    if pattern:
        rules.append(validate.Regexp(pattern, error="格式不对。"))
    return fields.String(required=required, validate=rules, error_messages=MISSING, **more)


def word(*allowed: str, **more: Any) -> fields.String:
    return fields.String(validate=validate.OneOf(allowed, error="只能是其中之一：{choices}。"), error_messages=MISSING,
                         **more)


def identifier(*, body: bool = True, required: bool = False, **more: Any) -> Whole:
    kind = BodyWhole if body else Whole
    wrong: dict[str, Any] = {**MISSING, "invalid": "应当是一个整数。"}
    return kind(required=required, error_messages=wrong, validate=validate.Range(1, LARGEST_ID, error="没有这个编号。"),
                **more)
