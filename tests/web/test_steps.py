"""A long form cut into pages."""

from __future__ import annotations

from app.procedures.form_model import Field, Form
from app.web.steps import Step, steps_of

TEXT = ("textfield", "名称")


def field(key: str, kind: str = "textfield", when: str | None = None) -> Field:
    return Field(key, kind, f"问{key}", when=when)  # type: ignore[arg-type]


def pages(*fields: Field) -> list[tuple[str, ...]]:
    return [step.keys for step in steps_of(Form("start", "申请", fields))]


def test_a_record_and_a_group_have_a_page_each() -> None:
    found = pages(field("a"), field("r", "record"), field("g", "group"), field("b"))
    assert found == [("a",), ("r",), ("g",), ("b",), ()]


def test_a_follow_up_stays_with_its_question() -> None:
    assert pages(field("door", "radio"), field("r", "record"), field("who", "select", "door == 'x'")) == [
        ("door", "who"), ("r",), (),
    ]


def test_at_most_four_questions_share_a_page() -> None:
    assert [len(keys) for keys in pages(*(field(c) for c in "abcdef"))] == [4, 2, 0]


def test_boxes_to_tick_at_the_end_stand_above_the_button_that_sends() -> None:
    steps = steps_of(Form("start", "申请", (field("why"), field("truthful", "checkbox"))))
    assert steps[-1] == Step(2, "检查后提交", ("truthful",), last=True)


def test_a_page_is_called_by_its_questions() -> None:
    assert [s.title for s in steps_of(Form("start", "申请", (field("a"), field("b"), field("c"))))] == [
        "问a、问b等", "检查后提交",
    ]


def test_a_step_knows_the_answers_inside_its_groups() -> None:
    step = steps_of(Form("start", "申请", (field("service", "group"),)))[0]
    assert step.has("service.address")
    assert not step.has("servicex")
