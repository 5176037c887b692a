"""What the yearly lists may never skip (reference X6 to X9): with the way round it drawn, publishing is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.procedures import Library, Procedure
from app.procedures.walk import walk

LIBRARY = Library.read(Path(__file__).parents[3])
APPROVED_LISTS = ("catalogue", "measures")


def _led(slug: str, source: str, target: str, instead: str, file: str = "process.bpmn") -> Procedure:
    """The procedure with one line of its drawing led elsewhere."""
    procedure = LIBRARY.procedures[slug]
    text = procedure.drawings[file].decode()
    old, new = (f'sourceRef="{source}" targetRef="{end}"' for end in (target, instead))
    assert old in text
    return replace(procedure, drawings={**procedure.drawings, file: text.replace(old, new, 1).encode()})


def _said(procedure: Procedure) -> str:
    return "\n".join(str(found) for found in walk(procedure).findings)


@pytest.mark.parametrize("slug", APPROVED_LISTS)
def test_x6_a_drawing_that_publishes_before_the_government_approves_is_refused(slug: str) -> None:
    assert "没有市政府的批复，不得公布。" in _said(_led(slug, "g_decision", "approved_doc", "ready"))


@pytest.mark.parametrize("slug", APPROVED_LISTS)
def test_x7_a_drawing_that_skips_public_comment_is_refused(slug: str) -> None:
    assert "没有公开征求意见，不得公布。" in _said(_led(slug, "g_confirmed", "comment", "weigh"))


@pytest.mark.parametrize("slug", APPROVED_LISTS)
def test_x7_a_drawing_that_leaves_comments_unanswered_is_refused(slug: str) -> None:
    said = _said(_led(slug, "pc_digest", "pc_answer", "pc_left", "_shared/public_comment.bpmn"))

    assert "没有公布意见采纳情况，不得公布。" in said


@pytest.mark.parametrize("slug", APPROVED_LISTS)
def test_x8_a_drawing_that_skips_the_experts_where_they_are_needed_is_refused(slug: str) -> None:
    said = _said(_led(slug, "flag_experts", "experts_call", "revise"))

    assert "需要专家论证的，没有论证评估报告不得公布。" in said


@pytest.mark.parametrize("slug", APPROVED_LISTS)
def test_x9_a_drawing_that_decides_a_major_matter_the_short_way_is_refused(slug: str) -> None:
    said = _said(_led(slug, "g_major", "major_call", "approval_call"))

    assert "属于重大行政决策的，没有集体讨论不得批准。" in said
    assert "属于重大行政决策的，没有请示报告不得批准。" in said


def test_x9_a_drawing_that_hurries_the_legality_review_is_refused() -> None:
    said = _said(_led("catalogue", "md_legal", "md_join", "md_submit", "_shared/major_decision.bpmn"))

    assert "合法性审查时间不满七个工作日，不得报批。" in said


def test_the_application_list_needs_neither_comment_nor_approval() -> None:
    """条例19 asks for neither (reference part 5, trap 17): a path without them is sound."""
    procedure = LIBRARY.procedures["application-list"]
    passed = {rule.needs for rule in procedure.invariants if rule.node == "publish" and not rule.after}

    assert not passed & {"pc_close", "pc_answer", "ap_decide", "approved_doc"}
    assert walk(procedure).sound
