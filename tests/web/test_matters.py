"""What a party sees and does after applying: matters, letters, archive, status by number and code, the law."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.clock import frozen
from tests.conftest import MONDAY
from tests.services.test_documents import letters_of
from tests.support.house import records_of
from tests.support.staged import objection_at
from tests.web.visiting import Visitor, filed


def test_the_matter_says_who_what_next_and_by_when(company: Visitor) -> None:
    number, _ = filed(company)
    page = company.get(f"/mine/{number}").text
    for said in ("现在谁在办", "宁波市信用中心", "受理期限", "怎样算出", "撤回异议"):
        assert said in page
    assert company.get(f"/mine/{number}/drawing.bpmn").text.startswith("<?xml")


def test_a_matter_can_be_withdrawn_from_its_page(company: Visitor) -> None:
    number, _ = filed(company)
    company.get(f"/mine/{number}/send/withdraw")
    reason = {"reason": "已经和提供单位说清楚了，不再需要。", "_do": "send"}
    answer = company.post(f"/mine/{number}/send/withdraw", reason)
    assert answer.status_code == 303, unescape(answer.text)
    assert company.get(f"/mine/{number}/send/withdraw").status_code == 404


@pytest.mark.parametrize("path", ["", "/drawing.bpmn", "/filed", "/send/withdraw", "/code"])
def test_another_persons_matter_answers_as_though_it_did_not_exist(company: Visitor, app: Flask, path: str) -> None:
    number, _ = filed(company)
    other = Visitor(app)
    other.sign_in("citizen")
    foreign, missing = other.get(f"/mine/{number}{path}"), other.get(f"/mine/YY-2026-999999{path}")
    assert foreign.status_code == missing.status_code == 404
    assert told(foreign, number) == told(missing, "YY-2026-999999")


def told(answer: TestResponse, number: str) -> str:
    """The page without what differs from one second to the next: the number asked for and the tokens."""
    return re.sub(r'value="[^"]{60,}"|"X-CSRFToken": "[^"]*"', "", answer.text.replace(number, "N"))


def test_another_persons_draft_answers_as_though_it_did_not_exist(company: Visitor, app: Flask) -> None:
    draft = company.begin()
    other = Visitor(app)
    other.sign_in("citizen")
    assert other.get(f"{draft}/1").status_code == 404
    assert other.post(f"{draft}/1", {"door": "filed_center"}).status_code == 404
    assert other.post(f"{draft}/send").status_code == 404


def test_number_and_code_show_the_stage_and_no_name(company: Visitor, app: Flask) -> None:
    number, code = filed(company)
    anybody = Visitor(app)
    page = anybody.post("/status", {"number": number, "code": code.lower()}).text
    assert "正在核对材料" in page
    assert "甬禾机电" not in page


def test_a_wrong_number_and_a_wrong_code_answer_alike(company: Visitor, app: Flask) -> None:
    number, code = filed(company)
    anybody = Visitor(app)
    one = anybody.post("/status", {"number": number, "code": "AAAA-AAAA-AAAA-AAAA"})
    two = anybody.post("/status", {"number": "YY-2026-999999", "code": code})
    assert one.status_code == two.status_code == 404
    assert "编号或者查询码不对" in one.text
    assert "编号或者查询码不对" in two.text


def test_a_new_code_ends_the_old_one(company: Visitor, app: Flask) -> None:
    number, code = filed(company)
    page = company.post(f"/mine/{number}/code").text
    fresh = re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", page)
    assert fresh
    anybody = Visitor(app)
    assert anybody.post("/status", {"number": number, "code": code}).status_code == 404
    assert anybody.post("/status", {"number": number, "code": fresh[0]}).status_code == 200


def test_the_archive_shows_source_and_changes_and_leads_to_an_objection(company: Visitor) -> None:
    page = company.get("/archive").text
    record = records_of("company", "market_regulator")[0]
    assert "宁波市市场监督管理局" in page
    assert "首次记入" in page
    assert f"/apply/objection?record={record}" in unescape(page)


def test_an_objection_begun_from_a_record_has_it_chosen(company: Visitor) -> None:
    record = records_of("company", "market_regulator")[0]
    draft = company.begin(record=record)
    assert f'value="{record}" checked' in company.get(f"{draft}/4").text


def test_a_record_under_objection_leads_to_the_matter_and_not_to_another(company: Visitor) -> None:
    number, _ = filed(company)
    assert f'/mine/{number}">看进度' in company.get("/archive").text


def test_a_draft_for_somebody_elses_subject_offers_none_of_its_records(company: Visitor) -> None:
    draft = company.begin(subject="subject-citizen-000001")
    page = company.get(f"{draft}/4").text
    assert all(record not in page for record in records_of("citizen"))


def test_an_idle_browser_is_signed_out_and_a_busy_one_is_not(company: Visitor) -> None:
    for minutes in (20, 40, 60):
        with frozen(MONDAY + timedelta(minutes=minutes)):
            assert company.get("/mine").status_code == 200
    with frozen(MONDAY + timedelta(minutes=91)):
        assert company.get("/mine").status_code == 303
        assert company.post("/draft/x/1").status_code == 401


def test_a_letter_is_kept_by_no_cache(company: Visitor) -> None:
    number, _ = filed(company)
    receipt = company.client.get(f"/mine/{number}/receipt", follow_redirects=True)
    assert receipt.data.startswith(b"%PDF")
    assert receipt.headers["Cache-Control"] == "no-store"


def test_nobody_reads_the_archive_of_another_subject(company: Visitor) -> None:
    assert company.get("/archive?subject=subject-citizen-000001").status_code == 404


@pytest.mark.parametrize("path", ["/law", "/law/条例", "/law/省条例"])
def test_the_words_of_the_law_stand_for_anybody(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status_code == 200


def test_an_article_named_on_a_page_leads_to_its_words(visitor: Visitor) -> None:
    home = visitor.get("/").text
    assert "%E6%9D%A1%E4%BE%8B#a32" in home
    assert 'id="a32"' in visitor.get("/law/条例").text


def test_a_law_or_a_letter_that_does_not_exist_is_not_found(visitor: Visitor) -> None:
    assert visitor.get("/law/没有这部法").status_code == 404
    assert visitor.get("/verify/nothing").status_code == 404


def test_the_count_of_days_is_true_on_a_day_off_and_on_the_first_day(company: Visitor, app: Flask) -> None:
    number, code = filed(company)
    assert "到今天数了" not in company.get(f"/mine/{number}").text  # nothing is counted on the day it came in
    with frozen(MONDAY + timedelta(days=1)):
        page = Visitor(app).post("/status", {"number": number, "code": code}).text
    assert "到今天数了 1 个工作日，一共 2 个工作日" in page


def test_a_matter_withdrawn_tells_of_no_way_against_a_decision(company: Visitor) -> None:
    number, _ = filed(company)
    company.post(f"/mine/{number}/send/withdraw", {"reason": "已经和提供单位说清楚了，不再需要。", "_do": "send"})
    assert "如果不同意处理结果" not in company.get(f"/mine/{number}").text


def test_confirming_a_notice_is_signing_for_it_and_says_nothing_of_review(company: Visitor) -> None:
    number = objection_at("verify", "company")
    notice = letters_of(number)[0]
    letter = unescape(company.get(f"/mine/{number}/letters/{notice.key}").text)
    assert "您确认的这天就是签收日" in letter and "复议" not in letter

    company.post(f"/mine/{number}/letters/{notice.key}/confirm")
    assert "在平台签收" in company.get(f"/mine/{number}/letters/{notice.key}").text


def test_the_last_day_of_review_counts_from_the_service_of_the_result(company: Visitor) -> None:
    """16 November and sixty days: a Friday in January."""
    shown = unescape(company.get(f"/mine/{objection_at('end', 'company')}").text)
    assert "60 日内，最后一天是2027年1月15日（周五）" in shown


def test_of_a_letter_served_electronically_the_page_says_what_the_law_says(company: Visitor) -> None:
    number = objection_at("end", "company")
    result = next(d for d in letters_of(number) if d.letter == "result")
    letter = unescape(company.get(f"/mine/{number}/letters/{result.key}").text)
    assert "到达您在本平台的账户那天，即2026年11月16日" in letter and "不因为确认早晚而改变" in letter
