"""Signing in and applying, step by step and without script, to the number and the code."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

from tests.web.visiting import PASSWORD, PDF, Visitor, filed, filled


def test_the_home_page_offers_what_is_published(visitor: Visitor) -> None:
    page = visitor.get("/").text
    assert "提出异议" in page
    assert "查办理进度" in page
    assert "累计不超过 20 个工作日" in page


def test_each_tile_tells_its_own_statutory_limit_and_not_that_of_service(visitor: Visitor) -> None:
    page = visitor.get("/").text
    assert "屏蔽期限 2 个工作日" in page
    assert "公告送达期" not in page


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
