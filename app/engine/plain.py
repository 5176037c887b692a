"""Only JSON enters the engine: ids, flags, strings, numbers and lists and maps of them. Nothing is converted here.

Decimal, bytes and dates failed when a state was saved, and NaN went in and never came out as it was.
"""

import math
from collections.abc import Mapping

from app.engine.values import StepFailed

MAX_DEPTH = 12
MAX_INTEGER = 2**53


def check_plain(node: str, values: Mapping[str, object]) -> None:
    """StepFailed unless every value is plain JSON."""
    for name, value in values.items():
        fault = _key_fault(name) or _fault(value, MAX_DEPTH)
        if fault:
            raise StepFailed(node, f"数据“{name}”不能进入流程：{fault}")


def check_value(node: str, name: str, value: object) -> None:
    check_plain(node, {name: value})


def _fault(value: object, depth: int) -> str:
    kind = type(value)
    if value is None or kind is bool:
        return ""
    if kind is str:
        return _text_fault(value)  # type: ignore[arg-type]
    if kind is int:
        return "" if abs(value) <= MAX_INTEGER else "整数太大。"  # type: ignore[arg-type]
    if kind is float:
        return "" if math.isfinite(value) else "不是有限的数。"  # type: ignore[arg-type]
    if depth == 0:
        return "嵌套太深。"
    if kind is list:
        return next(filter(None, (_fault(item, depth - 1) for item in value)), "")  # type: ignore[attr-defined]
    if kind is dict:
        pairs = value.items()  # type: ignore[attr-defined]
        return next(filter(None, (_key_fault(k) or _fault(v, depth - 1) for k, v in pairs)), "")
    return f"不支持 {kind.__name__} 类型。"


def _key_fault(name: object) -> str:
    if type(name) is not str:
        return "名称必须是文字。"
    return _text_fault(name)


def _text_fault(text: str) -> str:
    # A lone surrogate is a str that no UTF-8 file can hold.
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        return "含有无法保存的字符。"
    return ""
