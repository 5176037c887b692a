"""Walks every scenario of every procedure through the verbs, from its door to its end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.procedures import Library
from app.procedures.scenario_model import Scenario
from tests.support.scenarios import must_stand_as_expected, play

LIBRARY = Library.read(Path(__file__).resolve().parents[2])
ALL = [pytest.param(slug, scenario, id=f"{slug}-{scenario.name}")
       for slug, procedure in LIBRARY.procedures.items() for scenario in procedure.scenarios.values()]


@pytest.mark.parametrize(("slug", "scenario"), ALL)
def test_scenario_reaches_the_end_it_names(app: Any, slug: str, scenario: Scenario) -> None:
    number = play(slug, scenario, LIBRARY.procedures)

    must_stand_as_expected(number, scenario)
