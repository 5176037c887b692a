"""What the law forbids cannot be drawn, nor written: each promise of each procedure, broken, is noticed at publish.

Over all procedures that stand; a new one is in it by its folder.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import yaml

from app.letters import check
from app.procedures import Library, Procedure
from app.procedures.check.look import flows_of
from app.procedures.model import Invariant
from app.procedures.walk import walk
from tests.letters.test_shipped import FILES, NAMES, shared
from tests.support.house import ROOT

LIBRARY = Library.read(ROOT)
DECIDES = re.compile(r"register\.(enter|apply|amend|end|set|shield)|list\.publish")
BY_TIME = {"expiry"}  # 省条例16, 36号令: the term itself ends what it ends; no person may hold it back
NO_WAY_ON = re.compile("没有一个条件成立|读不到所需的数据")  # the answer that the way on waits for never comes


def skipped(procedure: Procedure, node: str) -> Procedure | None:
    """The drawing that goes past a node; None where more than one way leads on from it."""
    onward = {flow.target for before, flow in flows_of(procedure) if flow.source == node}
    if len(onward) != 1:
        return None
    (target,) = onward
    if procedure.nodes[node].kind in ("startEvent", "boundaryEvent"):
        return None
    drawings = {name: content.replace(f'targetRef="{node}"'.encode(), f'targetRef="{target}"'.encode())
                for name, content in procedure.drawings.items()}
    return replace(procedure, drawings=drawings)


def promises() -> Iterator[Any]:
    """Each `needs` of a procedure's own drawing that one step keeps."""
    for slug, procedure in LIBRARY.procedures.items():
        for promise in procedure.invariants:
            own = promise.file.startswith(f"bpmn/{slug}/")
            if own and promise.needs and skipped(procedure, promise.needs):
                yield pytest.param(procedure, promise, id=f"{slug}-{promise.node}-needs-{promise.needs}")


@pytest.mark.parametrize(("procedure", "promise"), promises())
def test_a_drawing_that_skips_what_an_act_needs_is_refused(procedure: Procedure, promise: Invariant) -> None:
    broken = skipped(procedure, str(promise.needs))
    assert broken is not None
    told = " ".join(str(found) for found in walk(broken).findings)

    never_reached = f"“{procedure.node_title(promise.node)}”永远走不到"  # what was skipped opened the way to it
    assert promise.sentence in told or NO_WAY_ON.search(told) or never_reached in told


@pytest.mark.parametrize(("procedure", "promise"), [
    pytest.param(procedure, promise, id=f"{slug}-{promise.node}-{promise.never_while}")
    for slug, procedure in LIBRARY.procedures.items() for promise in procedure.invariants if promise.never_while])
def test_a_drawing_that_does_not_wait_until_nothing_is_open_is_refused(procedure: Procedure,
                                                                       promise: Invariant) -> None:
    wait = f"running('{promise.never_while}') == 0"
    assert any(wait.encode() in content for content in procedure.drawings.values())
    drawings = {name: content.replace(wait.encode(), f"running('{promise.never_while}') in [0, 1, 2]".encode())
                for name, content in procedure.drawings.items()}
    told = " ".join(str(found) for found in walk(replace(procedure, drawings=drawings)).findings)

    assert promise.sentence in told


def stated() -> Iterator[Any]:
    for path, name in zip(FILES, NAMES, strict=True):
        for label in yaml.safe_load(path.read_text()).get("must_state", ()):
            yield pytest.param(path, label, id=f"{name}-{label}")


@pytest.mark.parametrize(("path", "label"), stated())
def test_a_letter_without_one_of_its_parts_is_refused(path: Any, label: str) -> None:
    letter = yaml.safe_load(path.read_text())
    whole = copy.deepcopy(letter)
    letter["body"] = [block for block in letter["body"] if not states(block, label)]

    assert check(whole, shared()) == ()
    assert any(label in fault for fault in check(letter, shared()))


def states(block: dict[str, Any], label: str) -> bool:
    said = block.get("states", [])
    return label in ([said] if isinstance(said, str) else said) or (label == "救济" and "remedies" in block)


@pytest.mark.parametrize("slug", sorted(set(LIBRARY.procedures) - BY_TIME))
def test_time_alone_decides_nothing(slug: str) -> None:
    """Trap 5: from a limit's end no way leads to a register before a person has done something."""
    procedure = LIBRARY.procedures[slug]
    onward: dict[str, list[str]] = {}
    for node, flow in flows_of(procedure):
        onward.setdefault(node.id, []).append(flow.target)
    reached, ahead = set(), [node.id for node in procedure.nodes.values() if node.event == "timer"]
    while ahead:
        node = procedure.nodes[ahead.pop()]
        if node.id in reached or node.kind == "userTask":
            continue
        reached.add(node.id)
        ahead += onward.get(node.id, [])

    assert [n for n in sorted(reached) if DECIDES.match(procedure.nodes[n].operation or "")] == []


def test_x35_nothing_asks_for_a_fee() -> None:
    """省条例19: 查询、修复都不收费."""
    texts = {name: content.decode() for name, content in LIBRARY.files.items() if not name.startswith("bpmn/_law/")}
    fees = {name: re.findall(r".{6}(?:收费|缴费|手续费|工本费)", text) for name, text in texts.items()}
    asked = {name: [fee for fee in found if not re.search("不收|不得有|免", fee)] for name, found in fees.items()}

    assert {name: found for name, found in asked.items() if found} == {}
