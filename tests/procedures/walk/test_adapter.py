"""What people may answer, read from forms: all that steers the flow, with the form's own conditions kept."""

from __future__ import annotations

from typing import Any

import pytest

from app.procedures.form_model import Field, Form, Option
from app.procedures.walk import Domains
from app.procedures.walk.adapter import assignments
from app.procedures.walk.domains import World
from app.procedures.walk.read import read_model
from tests.engine.oracle.notation import bpmn


def _world(*conditions: str) -> World:
    """A drawing that reads its data in these conditions."""
    gates = "\n".join(
        f"xor g{n}\nstop y{n}\nstop n{n}\ng{n} -> y{n} if {text}\ng{n} -> n{n} if else"
        for n, text in enumerate(conditions)
    )
    return World(read_model("p", {"process.bpmn": bpmn(f"process p\nstart s\nstop e\ns -> e\n{gates}")}), Domains())


def _field(key: str, type: Any = "radio", options: tuple[str, ...] = (), **more: Any) -> Field:
    more = {"engine": True, "required": True, **more}
    return Field(key, type, key, options=tuple(Option(value, value) for value in options), **more)


def _assigned(*fields: Field, reads: tuple[str, ...]) -> list[dict[str, Any]]:
    return [dict(answers) for answers in assignments(Form("f", "f", fields), _world(*reads))]


def test_options_are_taken_as_they_are() -> None:
    assert _assigned(_field("a", options=("yes", "no", "later")), reads=("a == 'yes'",)) == [
        {"a": "yes"},
        {"a": "no"},
        {"a": "later"},
    ]


def test_what_the_flow_does_not_read_is_left_out() -> None:
    assert _assigned(_field("a", options=("yes", "no")), reads=("b == 1",)) == [{}]


def test_what_does_not_travel_into_the_flow_is_left_out() -> None:
    assert _assigned(_field("a", options=("yes", "no"), engine=False), reads=("a == 'yes'",)) == [{}]


def test_an_answer_that_may_be_missing_is_missing_once() -> None:
    field = _field("a", options=("yes",), required=False)

    assert _assigned(field, reads=("a == 'yes'",)) == [{"a": "yes"}, {}]


def test_a_condition_of_the_form_hides_an_answer() -> None:
    fields = (_field("a", options=("yes", "no")), _field("b", options=("x", "y"), when="a == 'yes'"))

    assert _assigned(*fields, reads=("a == 'yes'", "b == 'x'")) == [
        {"a": "yes", "b": "x"},
        {"a": "yes", "b": "y"},
        {"a": "no"},
    ]


def test_a_condition_may_read_what_stays_outside_the_flow() -> None:
    fields = (_field("a", options=("yes", "no"), engine=False), _field("b", options=("x",), when="a == 'yes'"))

    assert _assigned(*fields, reads=("b == 'x'",)) == [{"b": "x"}, {}]


@pytest.mark.parametrize(
    ("field", "reads", "values"),
    [
        (_field("a", "checkbox", required=False), "a", [True, False]),
        (_field("a", "checkbox"), "a", [True]),
        (_field("a", "number"), "a > 5", [4, 5, 6]),
        (_field("a", "number", max="5"), "a > 5", [4, 5]),
        (_field("a", "checklist", ("x", "y")), "'x' in a", [["x"], ["y"], ["x", "y"]]),
        (_field("a", "select", source="organisations"), "a == 'o1'", ["o1"]),
        (
            _field("a", "record", multiple=True, source="records"),
            "count(a) > 1",
            [["其他"], ["另一个"], ["其他", "另一个"]],
        ),
    ],
)
def test_other_types_are_cut_at_what_conditions_ask(field: Field, reads: str, values: list[Any]) -> None:
    assert [answers["a"] for answers in _assigned(field, reads=(reads,))] == values


def test_fields_in_groups_and_lists_are_found() -> None:
    inside = _field("b", options=("x",))
    group = Field("g", "group", "g", fields=(inside,))
    rows = Field("r", "dynamiclist", "r", fields=(inside,))

    assert _assigned(group, reads=("b == 'x'",)) == [{"b": "x"}]
    assert _assigned(rows, reads=("b == 'x'",)) == [{"b": "x"}, {}]
