"""The closed list of operations: well formed, so that services can be tested against it."""

from app.procedures.operations import OPERATIONS


def test_an_ask_begins_with_ask_and_nothing_else_does():
    assert all((operation.kind == "ask") == key.startswith("ask.") for key, operation in OPERATIONS.items())


def test_every_operation_has_a_title_and_names_no_parameter_twice():
    for key, operation in OPERATIONS.items():
        names = [param.name for param in operation.params]
        assert key == operation.id
        assert operation.title
        assert len(names) == len(set(names)), key


def test_no_operation_names_a_procedure():
    assert not [key for key in OPERATIONS if "objection" in key or "repair" in key or "severe" in key]
