"""The OpenAPI is true: schemathesis asks what it allows and what it forbids, and every answer is as described."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup

from app.api.openapi import document

PATH = "/api/v1/openapi.json"
EXAMPLES = 6


@pytest.fixture()
def contract(app, program) -> Any:
    """The document of a house in which a case is under way, so that addresses lead somewhere."""
    citizen = program("citizen")
    start = citizen.get("/procedures/objection")["start_form"]
    answers = citizen.examples("/procedures/objection/form", start)
    assert citizen.post("/cases", {"procedure": "objection", "answers": answers}).status_code == 201
    return schemathesis.openapi.from_wsgi(PATH, app, config=config())


def config() -> SchemathesisConfig:
    """What a form's answers must be the form says, not the OpenAPI: 422 is an honest answer to well-shaped ones."""
    taken = ["2xx", "401", "403", "404", "409", "415", "422", "429"]
    return SchemathesisConfig.from_dict({
        "checks": {"positive_data_acceptance": {"expected-statuses": taken}},
    })


def lead_somewhere(case: Any) -> None:
    """Every other address that would have been taken names what is there."""
    there = {"number": "YY-2026-000001", "id": 1, "slug": "objection", "name": "credit-records"}
    for name, value in (case.path_parameters or {}).items():
        if name in there and case.meta.generation.mode.value == "positive" and len(str(value)) % 2:
            case.path_parameters[name] = there[name]


OPERATIONS = [(path, method) for path, methods in document()["paths"].items()
              for method in methods if method in ("get", "post", "put")]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_call_keeps_its_description(contract, program, mode):
    faults = [fault for path, method in OPERATIONS if (fault := fault_of(contract, program, path, method, mode))]

    assert not faults, "\n\n".join(faults)


def fault_of(contract: Any, program: Any, path: str, method: str, mode: GenerationMode) -> str | None:
    """What schemathesis finds wrong with one call, in its own words."""
    person = program("clerk" if len(path) % 2 else "citizen")

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(contract[path][method].as_strategy(generation_mode=mode))
    def ask(case):
        assume(not any(value in ([], {}) for value in (case.query or {}).values()))  # nothing of these is sent
        lead_somewhere(case)
        case.call_and_validate(headers={"Authorization": f"Bearer {person.token}"})

    try:
        ask()
    except FailureGroup as found:
        return f"{method.upper()} {path}: {[str(one) for one in found.exceptions]}"
    return None
