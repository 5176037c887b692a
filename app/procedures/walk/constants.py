"""What the conditions of a drawing compare a name with: where free values must be cut. Evaluates nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Any

from app.domain.expressions import Expression

OTHER = "其他"
MOST_COMBINED = 64


@dataclass
class Uses:
    """How one name is used over all expressions."""

    equal: list[Any] = field(default_factory=list)  # compared by ==, != or in a list
    cuts: list[Any] = field(default_factory=list)  # compared by order
    members: list[Any] = field(default_factory=list)  # looked for in the name, which must be a list
    counted: bool = False
    empty: bool = False  # compared with None
    bare: bool = False  # used as a truth value
    parts: dict[str, Uses] = field(default_factory=dict)  # name['part']


def uses_of(expressions: Iterable[Expression]) -> dict[str, Uses]:
    found: dict[str, Uses] = {}
    for expression in expressions:
        _visit(ast.parse(expression.text.strip(), mode="eval").body, found)
    return found


def _visit(node: ast.expr, found: dict[str, Uses]) -> None:
    """Each place where a truth value stands."""
    if isinstance(node, ast.BoolOp):
        for value in node.values:
            _visit(value, found)
    elif isinstance(node, ast.UnaryOp):
        _visit(node.operand, found)
    elif isinstance(node, ast.Compare):
        _compare(node, found)
    else:
        uses = _target(node, found)
        if uses:
            uses.bare = True


def _compare(node: ast.Compare, found: dict[str, Uses]) -> None:
    sides = [node.left, *node.comparators]
    for operator, (left, right) in zip(node.ops, pairwise(sides), strict=True):
        _pair(operator, left, right, found)


def _pair(operator: ast.cmpop, left: ast.expr, right: ast.expr, found: dict[str, Uses]) -> None:
    if isinstance(operator, ast.In | ast.NotIn):
        listed, looked_in = _target(left, found), _target(right, found)
        if listed:
            listed.equal += _constants(right)
        if looked_in:
            looked_in.members += _constants(left)
        return
    for side, other in ((left, right), (right, left)):
        uses = _target(side, found)
        if uses:
            _note(uses, operator, _constants(other))


def _note(uses: Uses, operator: ast.cmpop, constants: list[Any]) -> None:
    if isinstance(operator, ast.Is | ast.IsNot):
        uses.empty = True
    elif isinstance(operator, ast.Eq | ast.NotEq):
        uses.equal += constants
    else:
        uses.cuts += constants


def _target(node: ast.expr, found: dict[str, Uses]) -> Uses | None:
    if isinstance(node, ast.Name):
        return found.setdefault(node.id, Uses())
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        whole = _target(node.value, found)
        return whole.parts.setdefault(str(node.slice.value), Uses()) if whole else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "count":
        counted = _target(node.args[0], found)
        if counted:
            counted.counted = True
    return None


def _constants(node: ast.expr) -> list[Any]:
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.List | ast.Tuple):
        return [value for element in node.elts for value in _constants(element)]
    if isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant):
        value = node.operand.value
        return [-value] if isinstance(value, int | float) else []
    return []


def values_for(uses: Uses | None) -> tuple[Any, ...]:
    """A finite choice that no condition can tell from all values: constants, and what lies beside them."""
    if uses is None:
        return (OTHER,)
    if uses.parts:
        return tuple(_combined(uses.parts))
    if uses.members or uses.counted:
        return tuple(lists_of(_unique([*uses.members, OTHER])))
    return _unique([*_scalars(uses), *([None] if uses.empty else [])])


def lists_of(elements: Iterable[Any]) -> list[list[Any]]:
    """None, one, two."""
    elements = list(elements)
    pairs = [[a, b] for i, a in enumerate(elements) for b in elements[i:]]
    return [[], *([element] for element in elements), *pairs]


def _scalars(uses: Uses) -> Iterator[Any]:
    yield from uses.equal
    yield from cut_values(uses.cuts)
    truths = [value for value in uses.equal if isinstance(value, bool)]
    if (uses.bare and not uses.equal) or (truths and len(truths) == len(uses.equal)):
        yield from (True, False)
    elif not uses.cuts:
        yield OTHER if all(isinstance(value, str) for value in uses.equal) else max(_numbers(uses.equal), default=0) + 1


def _numbers(values: Iterable[Any]) -> list[float]:
    return [value for value in values if isinstance(value, int | float)]


def cut_values(cuts: Iterable[Any]) -> Iterator[Any]:
    """Below, at and above each constant; texts (days) are cut by their alphabetical order."""
    numbers = sorted(set(_numbers(cuts)))
    for number in numbers:
        yield from (number - 1, number, number + 1)
    yield from ((a + b) / 2 for a, b in pairwise(numbers) if b - a > 2)
    for text in sorted({cut for cut in cuts if isinstance(cut, str)}):
        yield from (text[:-1], text, f"{text}~")


def _combined(parts: dict[str, Uses]) -> Iterator[dict[str, Any]]:
    choices = [values_for(uses) for uses in parts.values()]
    for count, combination in enumerate(product(*choices)):
        if count < MOST_COMBINED:
            yield dict(zip(parts, combination, strict=True))


def _unique(values: Iterable[Any]) -> tuple[Any, ...]:
    found: list[Any] = []
    for value in values:
        if not any(value == other and type(value) is type(other) for other in found):
            found.append(value)
    return tuple(found)
