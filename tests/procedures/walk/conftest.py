"""A bench for the walk: small drawings in the notation of the oracle, with their choices beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from app.procedures.model import Invariant
from app.procedures.walk import Domains, Limits, Opening, Report, walk_model
from app.procedures.walk.domains import product_of
from app.procedures.walk.read import read_model
from tests.engine.oracle.notation import bpmn

Walked = Callable[..., Report]


@pytest.fixture
def walked() -> Walked:
    """`answers`: task -> name -> values. `called`: further drawings. `dmn`: decision tables."""

    def run(
        text: str,
        answers: Mapping[str, Mapping[str, list[Any]]] | None = None,
        results: Mapping[str, tuple[Any, ...]] | None = None,
        invariants: tuple[Invariant, ...] = (),
        limits: Limits | None = None,
        openings: tuple[Opening, ...] = (Opening(),),
        called: tuple[str, ...] = (),
        dmn: str = "",
    ) -> Report:
        files = {"process.bpmn": bpmn(f"process p A process\n{text}")}
        files |= {f"_shared/{number}.bpmn": bpmn(other) for number, other in enumerate(called)}
        if dmn:
            files["table.dmn"] = dmn.encode()
        given = {node: product_of(values) for node, values in (answers or {}).items()}
        model = read_model("p", files)
        return walk_model(model, Domains(given, dict(results or {}), openings), invariants, limits)

    return run


def sentences(report: Report) -> list[str]:
    return [str(found) for found in report.findings]
