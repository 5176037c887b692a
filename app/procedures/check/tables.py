"""Rules about decision tables: one row for every input, never two. That cells can be read, the engine room says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, product
from math import prod

from app.domain.expressions import Expression, ExpressionError, compile_expression, evaluate
from app.procedures.check.look import Rule, drawing_file
from app.procedures.decision import Input, Table, read_decisions
from app.procedures.model import Finding, Procedure
from app.procedures.read import Library

MOST_COMBINATIONS = 20_000
CELL = "cell_"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")
ANYTHING_ELSE = "任何其他值"
Values = tuple[object, ...]


def tables_of(p: Procedure) -> Iterator[tuple[str, Table]]:
    """File and table."""
    for name, content in p.drawings.items():
        if name.endswith(".dmn"):
            file = drawing_file(p, name)
            yield from ((file, table) for table in read_decisions(file, content).tables)


def table_unreadable(p: Procedure, library: Library) -> Iterator[Finding]:
    for name, content in p.drawings.items():
        fault = read_decisions(drawing_file(p, name), content).fault if name.endswith(".dmn") else ""
        if fault:
            yield Finding(drawing_file(p, name), "", fault)


def table_never_used(p: Procedure, library: Library) -> Iterator[Finding]:
    used = {node.decision for node in p.nodes.values()}
    for file, table in tables_of(p):
        if table.id not in used and not file.startswith("bpmn/_shared/"):
            yield Finding(file, table.id, "没有一步用这张决策表，请删去。")


def rows_overlap(p: Procedure, library: Library) -> Iterator[Finding]:
    for file, table in _sound(p):
        for one, other in combinations(table.rules, 2):
            case = next((c for c in _cases(p, table) if _matches(one[1], c) and _matches(other[1], c)), None)
            if case is not None:
                yield Finding(file, table.id, f"第 {one[0]} 行和第 {other[0]} 行同时适用：{_shown(table, case)}。")


def rows_incomplete(p: Procedure, library: Library) -> Iterator[Finding]:
    for file, table in _sound(p):
        case = next((c for c in _cases(p, table) if not any(_matches(rule[1], c) for rule in table.rules)), None)
        if case is not None:
            yield Finding(file, table.id, f"没有一行适用于：{_shown(table, case)}。")


def table_too_wide(p: Procedure, library: Library) -> Iterator[Finding]:
    for file, table in tables_of(p):
        if _count(p, table) > MOST_COMBINATIONS:
            yield Finding(file, table.id, f"要核对的情况超过 {MOST_COMBINATIONS} 种，请拆成几张决策表。")


def _sound(p: Procedure) -> Iterator[tuple[str, Table]]:
    """Tables whose every cell can be read and whose cases can be counted."""
    for file, table in tables_of(p):
        if all(_readable(c) for _, inputs, _ in table.rules for c in inputs) and _count(p, table) <= MOST_COMBINATIONS:
            yield file, table


def cell(text: str) -> Expression | None:
    """What a cell says about its input, named cell_; None says nothing. Raises ExpressionError."""
    if text in ("", "-"):
        return None
    bare = _TEXT.sub("''", text)
    if "?" in bare:
        parts = re.split(r"('[^']*'|\"[^\"]*\")", text)
        return compile_expression("".join(x if n % 2 else x.replace("?", CELL) for n, x in enumerate(parts)))
    if re.search(r",(?![^\[(]*[\])])", bare):
        raise ExpressionError("几个值要写成列表。")
    return compile_expression(f"{CELL} {text}" if re.match(r"<|>|==|!=|in\b|not in\b", text) else f"{CELL} == ({text})")


def _readable(text: str) -> bool:
    try:
        found = cell(text)
    except ExpressionError:
        return False
    return found is None or found.names <= {CELL}


def _matches(cells: tuple[str, ...], values: Values) -> bool:
    return all(_says(cell(text), value) for text, value in zip(cells, values, strict=False))


def _says(expression: Expression | None, value: object) -> bool:
    if expression is None:
        return True
    try:
        return bool(evaluate(expression, {CELL: value}))
    except ExpressionError:
        return False


def _cases(p: Procedure, table: Table) -> Iterator[Values]:
    return product(*_columns(p, table))


def _count(p: Procedure, table: Table) -> int:
    return prod(map(len, _columns(p, table)))


def _columns(p: Procedure, table: Table) -> list[list[object]]:
    texts = [[rule[1][n] for rule in table.rules if n < len(rule[1])] for n in range(len(table.inputs))]
    return [_values(p, given, column) for given, column in zip(table.inputs, texts, strict=True)]


def _values(p: Procedure, given: Input, texts: list[str]) -> list[object]:
    """Enough values of an input to tell its cells apart: at, below and above each bound; each text and another one."""
    if given.kind == "boolean":
        return [True, False]
    whole = " ".join(texts)
    if given.kind in ("number", "integer", "double", "long"):
        bounds = sorted({float(n) for n in _NUMBER.findall(_TEXT.sub("", whole))}) or [0.0]
        between = [(a + b) / 2 for a, b in zip(bounds, bounds[1:], strict=False)]
        return [*sorted({*bounds, *between, bounds[0] - 1, bounds[-1] + 1})]
    closed = given.values or _options(p, given.text)
    return [*closed] if closed else [*sorted({found[1:-1] for found in _TEXT.findall(whole)}), ANYTHING_ELSE]


def _options(p: Procedure, name: str) -> tuple[str, ...]:
    """All that a choice of this name can answer, over every form that asks for it."""
    asked = [f for form in p.forms.values() for f in form.walk() if f.engine and f.key == name]
    if not asked or any(f.type not in ("select", "radio") or f.source for f in asked):
        return ()
    return tuple(dict.fromkeys(option.value for f in asked for option in f.options))


def _shown(table: Table, case: Values) -> str:
    parts = zip(table.inputs, case, strict=True)
    return "，".join(f"{given.text} 为{_word(value)}" for given, value in parts)


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "真" if value else "假"
    return f" {value:g}" if isinstance(value, float) else f"“{value}”" if value != ANYTHING_ELSE else ANYTHING_ELSE


# Without tables that can be read nothing can be said of who sets what.
FIRST: tuple[Rule, ...] = (table_unreadable,)

RULES: tuple[Rule, ...] = (
    table_never_used,
    rows_overlap,
    rows_incomplete,
    table_too_wide,
)
