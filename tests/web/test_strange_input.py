"""Whatever a browser can send gets a sentence and never a fault of ours."""

from __future__ import annotations

import pytest

from tests.web.visiting import Visitor

NAMES = ["door", "provider", "applicant.phone", "records", "grounds", "facts", "service.method", "evidence", "x.0.y",
         "_do", "_shown", "truthful"]
STRANGE = ["%00", "..%2F..%2Fetc", "%F0%9F%98%80", "x" * 3000, "-1", "99999999999999999999", "%27%20OR%201=1", "%FF%FE"]
ADDRESSES = ["/mine/{}", "/mine/{}/drawing.bpmn", "/mine/{}/send/{}", "/mine/{}/task/1", "/draft/{}/1", "/draft/{}/{}",
             "/mine/{}/letters/{}", "/mine/{}/letters/{}.pdf", "/apply/{}", "/law/{}", "/registers/{}", "/verify/{}",
             "/archive?subject={}", "/archive?kind={}", "/registers/credit-records?q={}", "/apply/objection?record={}",
             "/registers/credit-records?page={}", "/status?number={}", "/sign-in?next={}", "/type-size?large={}"]


@pytest.mark.parametrize("strange", STRANGE)
def test_no_address_makes_a_page_fall(company: Visitor, strange: str) -> None:
    for address in ADDRESSES:
        answer = company.get(address.format(strange, strange))
        assert answer.status_code < 500, (address, strange)


@pytest.mark.parametrize("text", ["\0", "\U0001f600", "9" * 5000, "<b>", "' OR 1=1", "\u202e", "\x07"])
def test_no_answer_makes_a_form_fall(company: Visitor, text: str) -> None:
    draft = company.begin()
    given: dict[str, object] = dict.fromkeys(NAMES, text)
    for step in range(1, 8):
        assert company.post(f"{draft}/{step}", given).status_code < 500
        assert company.post(f"{draft}/{step}/fields", given).status_code < 500
        assert company.post(f"{draft}/{step}/keep", given).status_code < 500
    assert company.post(f"{draft}/send", given).status_code < 500
    assert company.post("/status", {"number": text, "code": text}).status_code < 500
    begun: dict[str, object] = dict.fromkeys(["door", "record", "follows", "subject"], text)
    assert company.post("/apply/objection", begun).status_code < 500


def test_a_character_that_no_database_keeps_is_refused_with_a_sentence(company: Visitor) -> None:
    draft = company.begin()
    answer = company.post(f"{draft}/5", {"facts": "写了\0一半"})
    assert answer.status_code == 422
    assert "不能保存的字符" in answer.text
