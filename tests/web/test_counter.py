"""代录: an application from the counter or by post, filed by an officer for its subject, without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import pytest

from app.clock import frozen
from tests.conftest import MONDAY
from tests.support.house import records_of
from tests.web.test_desk import enter, said
from tests.web.visiting import PDF, Visitor


@pytest.fixture(autouse=True)
def a_tuesday_in_october() -> Iterator[None]:
    """The furnished house stands at its own day."""
    with frozen(MONDAY):
        yield


def counter_begun(visitor: Visitor) -> str:
    found = visitor.get("/desk/counter?q=甬禾")
    assert "宁波甬禾机电设备有限公司" in said(found) and "9133 **" in said(found)
    begun = visitor.post("/desk/counter", {"procedure": "objection", "subject": "subject-company-000001"})
    return str(begun.headers["Location"])


def counter_answers() -> dict[str, object]:
    return {
        "door": "filed_center", "applicant.phone": "13800000001", "identity": "verified", "filed_by": "self",
        "records": records_of("company", "market_regulator")[:1], "grounds": ["fact"],
        "facts": "处罚决定书记载的处罚日期为2025年3月5日，档案中误录为2023年3月5日。", "demand": "请更正处罚日期。",
        "service.method": "electronic", "service.electronic_confirmed": "true", "truthful": "true", "_do": "send",
        "channel": "counter",
    }


def test_an_application_from_the_counter_is_filed_for_its_subject(visitor: Visitor) -> None:
    enter(visitor, "clerk")
    form = counter_begun(visitor)
    done = visitor.post(form, counter_answers(), follow=True)
    assert "已录入" in said(done) and re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", done.text)
    number = re.findall(r"YY〔2026〕\d{6}", done.text)[0]
    assert "宁波甬禾机电设备有限公司" in said(visitor.get(f"/desk/cases/{number}"))


def test_a_receipt_before_today_needs_its_scan_and_a_real_day(visitor: Visitor) -> None:
    enter(visitor, "clerk")
    form, answers = counter_begun(visitor), counter_answers()
    earlier = {"received_on:y": "2026", "received_on:m": "11", "received_on:d": "13"}
    refused = visitor.post(form, {**answers, **earlier})
    assert refused.status_code == 422 and "请上传收件凭证的扫描件" in said(refused) and "13800000001" in refused.text
    nonsense = visitor.post(form, {**answers, "received_on:y": "2026", "received_on:m": "13", "received_on:d": "1"})
    assert nonsense.status_code == 422 and "收到日期要写成" in said(nonsense)
    done = visitor.post(form, {**answers, **earlier, "proof:file": (BytesIO(PDF), "收件章.pdf")}, follow=True)
    assert "已录入" in said(done) and "2026年11月13日" in said(done)


def test_subjects_are_found_by_officers_with_two_characters_at_least(visitor: Visitor) -> None:
    enter(visitor, "clerk")
    assert "请至少输入两个字" in said(visitor.get("/desk/counter?q=甬"))
    assert "没有找到" in said(visitor.get("/desk/counter?q=没有这个单位"))


def test_who_opens_a_subject_s_records_to_file_for_it_is_noted_and_the_subject_reads_it(visitor: Visitor) -> None:
    enter(visitor, "clerk")
    visitor.get(counter_begun(visitor))
    visitor.post("/sign-out")
    enter(visitor, "company")
    assert "录入：异议处理" in said(visitor.get("/archive?kind=readings"))


def test_who_may_file_nothing_is_offered_nothing(visitor: Visitor) -> None:
    enter(visitor, "reviewer")
    assert "/desk/counter" not in visitor.get("/desk/").text
    refused = visitor.get("/desk/counter")
    assert refused.status_code == 403 and "没有可以代录" in said(refused)


def test_what_an_organ_opens_itself_has_no_applicant_and_no_day_of_receipt(visitor: Visitor) -> None:
    enter(visitor, "handler")
    found = said(visitor.get("/desk/counter?q=甬禾"))
    assert "由本单位提出" in found and "失信行为认定" in found
    begun = visitor.post("/desk/counter", {"procedure": "determination", "subject": "subject-company-000001"})
    form = said(visitor.get(begun.headers["Location"]))
    assert "提出失信行为认定" in form and "由本单位提出，信用主体：宁波甬禾机电设备有限公司" in form
    assert "怎样收到的" not in form and "代录" not in form
