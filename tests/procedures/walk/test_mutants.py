"""Is the walk awake? The real objection with one thing broken in each: the finding must appear, with its sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.procedures import Library, Procedure
from app.procedures.model import Invariant
from app.procedures.walk import walk

ROOT = Path(__file__).parents[3]
Objection = Callable[..., Procedure]


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.read(ROOT)


@pytest.fixture
def objection(library: Library) -> Objection:
    """The objection, with texts of its drawings replaced and further invariants."""

    def broken(*replaced: tuple[str, str], file: str = "process.bpmn", rules: tuple[Invariant, ...] = ()) -> Procedure:
        procedure = library.procedures["objection"]
        text = procedure.drawings[file].decode()
        for old, new in replaced:
            assert old in text, f"the drawing has no {old!r} any more: choose another place to break it"
            text = text.replace(old, new, 1)
        drawings = {**procedure.drawings, file: text.encode()}
        return replace(procedure, drawings=drawings, invariants=(*procedure.invariants, *rules))

    return broken


def _lines(procedure: Procedure) -> list[str]:
    return [str(found) for found in walk(procedure).findings]


def test_every_procedure_of_the_house_is_sound(library: Library) -> None:
    assert {slug: _lines(procedure) for slug, procedure in library.procedures.items()} == {
        slug: [] for slug in library.procedures
    }


def test_every_end_of_the_main_flow_is_reached(objection: Objection) -> None:
    procedure = objection()

    assert set(walk(procedure).ends) == {outcome.id for outcome in procedure.outcomes}


def _leads(source: str, target: str) -> str:
    return f'sourceRef="{source}" targetRef="{target}"'


def test_a_misspelt_answer(objection: Objection) -> None:
    lines = _lines(objection(("intake == 'refuse'", "intake == 'refused'")))

    assert lines[0].startswith("“能否受理？”没有一个条件成立，也没有默认分支（intake='refuse'）。路径：filed_center")
    assert lines[0].endswith("register（intake=refuse）")


def test_two_true_branches(objection: Objection) -> None:
    lines = _lines(objection(("signature == 'return'", "signature in ['return', 'agree']")))

    assert lines[0].startswith("“是否同意？”同时有几个条件成立：条件必须互斥。路径：")
    assert lines[0].endswith("sign（signature=agree）")


def test_a_result_that_is_not_served(objection: Objection) -> None:
    lines = _lines(objection((_leads("issue_result", "serve_result"), _leads("issue_result", "e_done"))))

    assert lines[0].startswith("结果通知书没有送达，不得办结。路径：")
    assert "“送达结果通知书”永远走不到。" in lines


def test_a_decision_that_nobody_signs(objection: Objection) -> None:
    lines = _lines(objection((_leads("g_next", "sign"), _leads("g_next", "apply"))))

    assert any(line.startswith("没有审签，不得执行处理结果。路径：") for line in lines)


def test_an_extension_without_approval(objection: Objection) -> None:
    lines = _lines(objection((_leads("ask_extension", "approve_extension"), _leads("ask_extension", "note_extension"))))

    assert any(line.startswith("没有主管部门负责人批准，不得延长期限。路径：") for line in lines)


def test_an_extension_that_can_be_asked_for_again(objection: Objection) -> None:
    lines = _lines(objection((_leads("extension_doc", "e_extended"), _leads("extension_doc", "ask_extension"))))

    assert any(line.startswith("处理期限只能延长一次。路径：") for line in lines)


def test_a_mark_that_stays_after_a_withdrawal(objection: Objection) -> None:
    lines = _lines(objection((_leads("wd_start", "wd_unannotate"), _leads("wd_start", "wd_doc"))))

    assert any(line.startswith("异议标注没有撤除，不得以撤回结束。路径：") for line in lines)


def test_two_waits_for_one_message(objection: Objection) -> None:
    lines = _lines(objection(('name="supplement"', 'name="withdraw"'), file="_shared/supplement.bpmn"))

    assert any(line.startswith("两处同时等待消息“withdraw”，说不清该给谁。路径：") for line in lines)


def test_a_service_task_that_leads_to_itself(objection: Objection) -> None:
    lines = _lines(objection((_leads("annotate", "accept_doc"), _leads("annotate", "annotate"))))

    assert lines[0].startswith("“作出异议标注”所在的自动步骤绕成一圈，永远停不下来。路径：")


def test_a_list_that_is_never_filled(objection: Objection) -> None:
    lines = _lines(objection((_leads("class_of", "sources_of"), _leads("class_of", "g_class"))))

    assert any("读不到所需的数据：sources。路径：" in line for line in lines)


def test_a_fault_in_a_shared_diagram(objection: Objection) -> None:
    lines = _lines(objection(("receipt == 'returned'", "receipt == 'sent_back'"), file="_shared/serve.bpmn"))

    assert "sv_receipt（receipt=returned）" in lines[0]


def test_an_invariant_that_does_not_hold(objection: Objection) -> None:
    rule = Invariant("e_done", "没有延长不得办结。", needs="note_extension")

    lines = _lines(objection(rules=(rule,)))

    assert len(lines) == 1
    assert lines[0].startswith("没有延长不得办结。路径：filed_center")
    assert "serve_result" in lines[0]
