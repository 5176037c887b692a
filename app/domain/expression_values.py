"""What the operators of expressions do with values: a sentence where Python would raise. Grammar: expressions.py."""

import ast
import operator
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Test = Callable[[object, object], bool]


class ExpressionError(Exception):
    """A condition that cannot be read or has no answer; the message is a Chinese sentence."""


_NUMBERS = frozenset({int, float, Decimal})
_ORDERED = frozenset({str, date, datetime})
_KINDS = {bool: "是否", int: "数字", float: "数字", Decimal: "数字", str: "文字", date: "日期", datetime: "时间"}


def _kind(value: object) -> str:
    return "空值" if value is None else _KINDS.get(type(value), "列表或其他数据")


def _refuse(word: str, left: object, right: object) -> ExpressionError:
    return ExpressionError(f"{_kind(left)}和{_kind(right)}之间不能用“{word}”比较。")


def _ordering(word: str, test: Callable[[Any, Any], bool]) -> Test:
    def compare(left: object, right: object) -> bool:
        a, b = type(left), type(right)
        if not (a in _NUMBERS and b in _NUMBERS or a is b and a in _ORDERED):
            raise _refuse(word, left, right)
        try:
            return test(left, right)
        except (TypeError, ArithmeticError):  # a naive moment against an aware one; a Decimal that is no number
            raise _refuse(word, left, right) from None

    return compare


def _equal(left: object, right: object) -> bool:
    try:
        return bool(left == right)
    except (TypeError, ArithmeticError):
        raise _refuse("==", left, right) from None


def _contains(left: object, right: object) -> bool:
    if isinstance(right, str):
        if isinstance(left, str):
            return left in right
        raise _refuse("in", left, right)
    if not isinstance(right, list | tuple | set | frozenset | Mapping):
        raise _refuse("in", left, right)
    try:
        return left in right
    except (TypeError, ArithmeticError):  # a list looked up among the keys of a mapping
        raise _refuse("in", left, right) from None


_COMPARISONS: dict[type[ast.cmpop], Test] = {
    ast.Eq: _equal,
    ast.NotEq: lambda left, right: not _equal(left, right),
    ast.Lt: _ordering("<", operator.lt),
    ast.LtE: _ordering("<=", operator.le),
    ast.Gt: _ordering(">", operator.gt),
    ast.GtE: _ordering(">=", operator.ge),
    ast.In: _contains,
    ast.NotIn: lambda left, right: not _contains(left, right),
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}


def comparison(op: type[ast.cmpop]) -> Test:
    return _COMPARISONS[op]


def minus(value: object) -> object:
    with suppress(ArithmeticError):  # a Decimal that is no number
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return -value
    raise ExpressionError(f"{_kind(value)}前面不能写减号。")


def item(whole: object, key: str) -> object:
    if not isinstance(whole, Mapping):
        raise ExpressionError(f"{_kind(whole)}里不能取“{key}”。")
    if key not in whole:
        raise ExpressionError(f"数据里没有“{key}”。")
    return whole[key]


def count(value: object) -> int:
    if isinstance(value, list | tuple | set | frozenset | Mapping):
        return len(value)
    raise ExpressionError(f"count 只能数列表，不能数{_kind(value)}。")
