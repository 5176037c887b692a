"""The closed list of operations: well formed, so that services can be tested against it."""

from pathlib import Path

from app.procedures.operations import OPERATIONS
from app.services.operations import ASK, DO


def test_an_ask_begins_with_ask_and_nothing_else_does():
    assert all((operation.kind == "ask") == key.startswith("ask.") for key, operation in OPERATIONS.items())


def test_every_operation_has_a_title_and_names_no_parameter_twice():
    for key, operation in OPERATIONS.items():
        names = [param.name for param in operation.params]
        assert key == operation.id
        assert operation.title
        assert len(names) == len(set(names)), key


def test_what_is_declared_is_done_and_nothing_else():
    """A drawing that passes the check can be run; widen both lists in one breath."""
    assert set(OPERATIONS) == set(ASK) | set(DO)


def test_no_operation_names_a_procedure():
    assert not [key for key in OPERATIONS if "objection" in key or "repair" in key or "severe" in key]


def test_the_page_for_authors_names_every_operation_and_parameter():
    page = (Path(__file__).parents[2] / "bpmn/README.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| `")]

    for key, operation in OPERATIONS.items():
        row = next((row for row in rows if f"`{key}`" in row), "")
        assert row, f"bpmn/README.md does not name {key}"
        assert all(param.name in row for param in operation.params), key
