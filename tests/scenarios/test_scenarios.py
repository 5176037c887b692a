"""Walks every scenario of every procedure through the verbs, from its door to its end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.extensions import db
from app.models import Deadline, Document, Entry
from app.procedures import Library
from app.procedures.scenario_model import Scenario
from app.services.registers import entered_by
from tests.support.scenarios import play
from tests.support.walk import case_of

LIBRARY = Library.read(Path(__file__).resolve().parents[2])
ALL = [pytest.param(slug, scenario, id=f"{slug}-{scenario.name}")
       for slug, procedure in LIBRARY.procedures.items() for scenario in procedure.scenarios.values()]


@pytest.mark.parametrize(("slug", "scenario"), ALL)
def test_scenario_reaches_the_end_it_names(app: Any, slug: str, scenario: Scenario) -> None:
    number = play(slug, scenario, LIBRARY.procedures)

    case = case_of(number)
    assert case.status == "closed"
    assert case.outcome == scenario.ends
    _letters(case.id, scenario.expect.get("letters", ()))
    _limits(case.id, scenario.expect.get("limits", {}))
    _register(case, scenario.expect.get("register", {}))


def _letters(case_id: int, wanted: Any) -> None:
    issued = set(db.session().scalars(sa.select(Document.letter).where(Document.case_id == case_id)))
    assert set(wanted) <= issued


def _limits(case_id: int, wanted: Any) -> None:
    found: dict[str, set[str]] = {}
    for row in db.session().scalars(sa.select(Deadline).where(Deadline.case_id == case_id)):
        found.setdefault(row.key, set()).add(row.state)
    for key, state in wanted.items():
        assert state in found.get(key, set()), f"{key}: {found.get(key)}"


def _register(case: Any, wanted: Any) -> None:
    before = case.follows_id if not case.answers.get("records") else None
    keys = case.answers.get("records") or entered_by(db.session(), before or case.id)
    for register, facts in wanted.items():
        rows = list(db.session().scalars(sa.select(Entry).where(Entry.key.in_(keys), Entry.register == register)))
        assert rows
        for row in rows:
            for name, value in facts.items():
                assert (row.lifecycle if name == "lifecycle" else row.data.get(name)) == value
