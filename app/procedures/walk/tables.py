"""Decision tables, read as the dialect means them: one rule matches. Not here: values that a walk does not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.expressions import evaluate
from app.procedures.walk.drawing import Rule, Table
from app.procedures.walk.read import CELL


def decide(table: Table, vars: Mapping[str, Any]) -> tuple[object, ...]:
    """The outputs of all rules that match: one in a table that is complete and without overlap."""
    values = [evaluate(expression, vars) for expression in table.inputs]
    return tuple(evaluate(rule.output, {}) for rule in table.rules if _matches(rule, values))


def outputs(table: Table) -> tuple[object, ...]:
    return tuple(evaluate(rule.output, {}) for rule in table.rules)


def _matches(rule: Rule, values: list[object]) -> bool:
    pairs = zip(rule.cells, values, strict=True)
    return all(cell is None or bool(evaluate(cell, {CELL: value})) for cell, value in pairs)
