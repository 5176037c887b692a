"""Refusals say a sentence of their own where none is given, and carry what a door needs to pronounce them."""

from datetime import UTC, datetime

import pytest

from app.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal


@pytest.mark.parametrize(
    ("kind", "code"),
    [(NotFound, "not_found"), (NotAllowed, "not_allowed"), (Conflict, "conflict"), (Invalid, "invalid")],
)
def test_each_refusal_has_a_word_and_a_sentence(kind, code):
    refusal = kind()
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert refusal.message.endswith("。")
    assert str(refusal) == refusal.message


def test_a_conflict_tells_who_was_faster_and_when():
    at = datetime(2026, 9, 18, tzinfo=UTC)
    refusal = Conflict("已由他人办理。", by="李四", at=at, code="already_done")
    assert (refusal.message, refusal.by, refusal.at, refusal.code) == ("已由他人办理。", "李四", at, "already_done")


def test_invalid_carries_the_sentences_of_each_field():
    refusal = Invalid({"reason": ["请说明理由。"]})
    assert refusal.errors == {"reason": ["请说明理由。"]}
    assert refusal.message == "填写的内容有误，请按提示修改。"


def test_invalid_with_one_sentence_is_about_the_whole_form():
    refusal = Invalid("请先选择一个身份。")
    assert refusal.message == "请先选择一个身份。"
    assert refusal.errors == {"": ["请先选择一个身份。"]}


def test_two_refusals_of_a_kind_do_not_share_their_errors():
    Invalid().errors["a"] = ["x"]
    assert Invalid().errors == {}
