"""Free values are cut where conditions can tell them apart, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.expressions import compile_expression
from app.procedures.walk.constants import OTHER, uses_of, values_for


def _values(name: str, *conditions: str) -> list[Any]:
    return list(values_for(uses_of(map(compile_expression, conditions)).get(name)))


@pytest.mark.parametrize(
    ("condition", "values"),
    [
        ("x == 'a'", ["a", OTHER]),
        ("x in ['a', 'b'] and not x == 'c'", ["a", "b", "c", OTHER]),
        ("x", [True, False]),
        ("not x", [True, False]),
        ("x == True", [True, False]),
        ("x >= 3", [2, 3, 4]),
        ("3 <= x < 12", [2, 3, 4, 11, 12, 13, 7.5]),
        ("x == 0", [0, 1]),
        ("x > -1", [-2, -1, 0]),
        ("x is None or x == 'a'", ["a", OTHER, None]),
        ("y == 'a'", [OTHER]),
        ("x < '2026-07-01'", ["2026-07-0", "2026-07-01", "2026-07-01~"]),
    ],
)
def test_a_value_for_each_case_of_a_condition(condition: str, values: list[Any]) -> None:
    assert _values("x", condition) == values


@pytest.mark.parametrize("condition", ["'ok' in x", "'ok' not in x"])
def test_a_list_is_none_one_or_two(condition: str) -> None:
    assert _values("x", condition) == [[], ["ok"], [OTHER], ["ok", "ok"], ["ok", OTHER], [OTHER, OTHER]]


def test_a_counted_list_is_none_one_or_two() -> None:
    assert _values("x", "count(x) > 0") == [[], [OTHER], [OTHER, OTHER]]


def test_parts_of_a_thing_are_combined() -> None:
    assert _values("x", "x['level'] == 'a'", "x['severe']") == [
        {"level": "a", "severe": True},
        {"level": "a", "severe": False},
        {"level": OTHER, "severe": True},
        {"level": OTHER, "severe": False},
    ]


def test_two_names_compared_with_each_other_give_no_constants() -> None:
    assert _values("x", "x == y") == [OTHER]


@pytest.mark.parametrize(
    "condition",
    ["x == 'a'", "x in ['a', 'b']", "3 <= x < 12", "x >= 3", "'ok' in x", "count(x) == 1", "x", "x is None"],
)
def test_every_condition_is_true_for_some_value_and_false_for_another(condition: str) -> None:
    compiled = compile_expression(condition)
    truths = set()
    for value in values_for(uses_of([compiled])["x"]):
        try:
            truths.add(bool(compiled.run({"x": value}, {})))
        except Exception:  # None is no number
            continue

    assert truths == {True, False}
