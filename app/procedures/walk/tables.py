"""Decision tables, read as the dialect means them: one rule matches. Not here: values that a walk does not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.expressions import evaluate
from app.procedures.walk.drawing import Rule, Table
from app.procedures.walk.read import CELL

Decision = Mapping[str, object]


def decide(table: Table, vars: Mapping[str, Any]) -> tuple[Decision, ...]:
    """What each rule that matches gives: one in a table that is complete and without overlap."""
    values = [evaluate(expression, vars) for expression in table.inputs]
    return tuple(_given(table, rule) for rule in table.rules if _matches(rule, values))


def all_decisions(table: Table) -> tuple[Decision, ...]:
    given = (_given(table, rule) for rule in table.rules)
    return tuple({repr(sorted(decision.items())): decision for decision in given}.values())


def _given(table: Table, rule: Rule) -> Decision:
    return {name: evaluate(text, {}) for name, text in zip(table.outputs, rule.results, strict=True)}


def _matches(rule: Rule, values: list[object]) -> bool:
    pairs = zip(rule.cells, values, strict=True)
    return all(cell is None or bool(evaluate(cell, {CELL: value})) for cell, value in pairs)
