"""What a walk found is kept by the hash of all it depends on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.procedures import Library, Procedure
from app.procedures.model import Invariant
from app.procedures.walk import cache, walk

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def procedure() -> Procedure:
    library = Library.read(ROOT)
    found = library.procedures["objection-review"]
    rule = Invariant(found.outcomes[0].id, "不可能的规则。", needs="nowhere")
    return replace(found, invariants=(rule,))


@pytest.fixture(autouse=True)
def _forgetful() -> None:
    cache.forget()


def test_the_second_walk_is_read_from_its_file(procedure: Procedure, tmp_path: Path) -> None:
    first = walk(procedure, tmp_path)
    cache.forget()

    assert walk(procedure, tmp_path) == first
    assert walk(procedure, tmp_path) is walk(procedure, tmp_path)
    assert [found.sentence for found in first.findings] == ["不可能的规则。"]
    assert len(list(tmp_path.iterdir())) == 1


def test_another_drawing_another_rule_or_another_form_is_another_walk(procedure: Procedure) -> None:
    drawings = {**procedure.drawings, "process.bpmn": procedure.drawings["process.bpmn"] + b"\n"}
    forms = {name: form for name, form in procedure.forms.items() if name != "start"}
    others = (replace(procedure, drawings=drawings), replace(procedure, invariants=()), replace(procedure, forms=forms))

    assert len({cache.fingerprint(one) for one in (procedure, *others)}) == 4


@pytest.mark.parametrize("torn", ["", "{", "[]", '{"key": "another"}'])
def test_a_torn_file_is_walked_again(procedure: Procedure, tmp_path: Path, torn: str) -> None:
    first = walk(procedure, tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_text(torn)
    cache.forget()

    again = walk(procedure, tmp_path)

    assert (again.findings, again.states) == (first.findings, first.states)
