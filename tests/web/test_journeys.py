"""Citizens' journeys without script: sign in, apply step by step, read the matter, letters, archive, status by code."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.clock import frozen
from app.models import Person
from app.services.passwords import hash_password
from tests.conftest import MONDAY
from tests.support.house import records_of

PASSWORD = "a password for tests"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
FACTS = "处罚决定书记载的处罚日期为2025年3月5日，档案中误录为2023年3月5日，请核对原文书。"
STEPS: list[dict[str, object]] = [
    {"door": "filed_center"},
    {"applicant.phone": "13800000001"},
    {"identity": "verified", "filed_by": "self"},
    {},  # the records; filled in by the test
    {"grounds": ["fact"], "facts": FACTS, "demand": "请把处罚日期更正为2025年3月5日。"},
    {"service.method": "electronic", "service.electronic_confirmed": "true"},
]


class Visitor:
    """A browser without script that keeps its token."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def fresh(self) -> FlaskClient:
        """The house's context outlives a request here; in the running house each request has its own."""
        for name in list(g):
            g.pop(name)
        return self.client

    def get(self, path: str) -> TestResponse:
        return self.fresh().get(path)

    def post(self, path: str, data: dict[str, object] | None = None, follow: bool = False) -> TestResponse:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/sign-in?next=/x").text + self.get("/").text)
        assert token
        values = {"csrf_token": token[1], **(data or {})}
        form = "multipart/form-data"
        return self.fresh().post(path, data=values, follow_redirects=follow, content_type=form)

    def sign_in(self, login: str) -> TestResponse:
        return self.post("/sign-in", {"login": login, "password": PASSWORD})

    def begin(self, slug: str = "objection", **values: object) -> str:
        answer = self.post(f"/apply/{slug}", values)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"]).rsplit("/", 1)[0]


@pytest.fixture
def visitor(app: Flask, session) -> Visitor:  # type: ignore[no-untyped-def]
    kept = hash_password(PASSWORD)
    for person in session.query(Person):
        person.password_hash = kept
    session.commit()
    return Visitor(app)


@pytest.fixture
def company(visitor: Visitor) -> Visitor:
    assert visitor.sign_in("company").status_code == 303
    return visitor


def filled(draft: str, company: Visitor) -> None:
    """Answers every step of the objection's form but the last page."""
    for n, answers in enumerate(STEPS):
        given = answers or {"records": records_of("company", "market_regulator")[:1]}
        answer = company.post(f"{draft}/{n + 1}", {**given, "_do": "next"})
        assert answer.status_code == 303, unescape(answer.text)
        assert answer.headers["Location"].endswith(f"/{n + 2}")


def filed(company: Visitor) -> tuple[str, str]:
    """An objection sent: its number and code."""
    draft = company.begin()
    filled(draft, company)
    done = company.post(f"{draft}/send", {"truthful": "true"}, follow=True)
    code = re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", done.text)
    assert code, done.text
    return re.findall(r"YY-2026-\d{6}", done.text)[0], code[0]


def test_the_home_page_offers_what_is_published(visitor: Visitor) -> None:
    page = visitor.get("/").text
    assert "提出异议" in page
    assert "查办理进度" in page
    assert "累计不超过 20 个工作日" in page


def test_applying_needs_a_sign_in_and_comes_back_to_where_one_was(visitor: Visitor) -> None:
    answer = visitor.get("/apply/objection")
    assert answer.headers["Location"] == "/sign-in?next=/apply/objection"
    signed = visitor.post("/sign-in", {"login": "company", "password": PASSWORD, "next": "/apply/objection"})
    assert signed.headers["Location"] == "/apply/objection"


def test_a_wrong_password_says_one_sentence_whatever_was_wrong(visitor: Visitor) -> None:
    wrong, nobody = (visitor.post("/sign-in", {"login": login, "password": "x"}) for login in ("company", "nobody"))
    assert wrong.status_code == nobody.status_code == 422
    for answer in (wrong, nobody):
        assert "用户名或者密码不对" in answer.text


def test_signing_out_ends_the_session_at_once(company: Visitor) -> None:
    before = company.client.get_cookie("casework")
    assert company.get("/mine").status_code == 200
    company.post("/sign-out")
    assert before
    company.client.set_cookie("casework", before.value)
    assert company.get("/mine").status_code == 303


def test_an_application_goes_step_by_step_to_its_number_and_code(company: Visitor) -> None:
    number, code = filed(company)
    assert number == "YY-2026-000001"
    assert code not in company.get(f"/mine/{number}/filed").text  # shown once


def test_a_mistake_keeps_what_was_typed_and_stands_at_the_top_and_beside_the_field(company: Visitor) -> None:
    draft = company.begin()
    answer = company.post(f"{draft}/5", {"grounds": ["fact"], "facts": "太短", "demand": "更正日期", "_do": "next"})
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert '<a href="#f-facts">“事实和理由”请再写具体一些' in page
    assert ">太短</textarea>" in page


def test_a_follow_up_not_yet_asked_is_asked_and_not_called_a_mistake(company: Visitor) -> None:
    draft = company.begin()
    answer = company.post(f"{draft}/6", {"service.method": "mail", "_shown": "service service.method", "_do": "next"})
    assert answer.status_code == 200
    assert "下面还有要填的" in answer.text
    assert 'name="service.address"' in answer.text
    assert "class=\"errors\"" not in answer.text


def test_a_draft_is_kept_and_picked_up_from_my_matters(company: Visitor) -> None:
    draft = company.begin()
    company.post(f"{draft}/5", {"facts": "写了一半", "_do": "later"})
    assert f"{draft}/1" in company.get("/mine").text
    assert "写了一半" in company.get(f"{draft}/5").text


def test_autosave_keeps_without_saying_anything(company: Visitor) -> None:
    draft = company.begin()
    assert company.post(f"{draft}/5/keep", {"facts": "自动保存的"}).status_code == 204
    assert "自动保存的" in company.get(f"{draft}/5").text


def test_a_file_stays_with_the_draft_and_can_be_removed(company: Visitor) -> None:
    draft = company.begin()
    company.post(f"{draft}/5", {"evidence:file": (BytesIO(PDF), "决定书.pdf"), "_do": "refresh"})
    page = company.get(f"{draft}/5").text
    assert "决定书.pdf" in page
    upload = re.search(r'name="evidence" value="([^"]+)"', page)
    assert upload
    removed = company.post(f"{draft}/5", {"evidence": upload[1], "_do": f"remove evidence {upload[1]}"})
    assert "决定书.pdf" not in removed.text


def test_a_file_of_a_wrong_kind_is_refused_by_name(company: Visitor) -> None:
    draft = company.begin()
    answer = company.post(f"{draft}/5", {"evidence:file": (BytesIO(b"MZ\x90"), "程序.exe"), "_do": "next"})
    assert answer.status_code == 422
    assert "“程序.exe”" in answer.text


def test_sending_twice_makes_one_case(company: Visitor) -> None:
    draft = company.begin()
    filled(draft, company)
    first = company.post(f"{draft}/send", {"truthful": "true"})
    second = company.post(f"{draft}/send", {"truthful": "true"})
    assert first.headers["Location"] == second.headers["Location"]


def test_what_is_not_promised_cannot_be_sent(company: Visitor) -> None:
    draft = company.begin()
    filled(draft, company)
    answer = company.post(f"{draft}/send")
    assert answer.status_code == 422
    assert "请确认内容和材料真实，再提交。" in answer.text


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
