"""Headers, refusals put into words, and pages that need no tables."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.errors import Busy, Conflict, Invalid, NotAllowed, NotFound, Refusal


def refusing(site: Flask, refusal: Exception) -> FlaskClient:
    def view() -> str:
        raise refusal

    site.add_url_rule("/refused", view_func=view)
    return site.test_client()


def test_the_policy_lets_nothing_in_but_our_own_files(browser: FlaskClient) -> None:
    policy = browser.get("/privacy").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


HEADERS = ["X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy"]


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("path", ["/privacy", "/nowhere"])
def test_every_answer_carries_the_headers(browser: FlaskClient, path: str, name: str) -> None:
    assert browser.get(path).headers[name]


def test_transport_security_is_promised_over_https_alone(browser: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in browser.get("/privacy").headers
    assert "Strict-Transport-Security" in browser.get("/privacy", base_url="https://localhost").headers


def test_pages_are_never_kept_by_caches_and_our_files_are(browser: FlaskClient, site: Flask) -> None:
    assert browser.get("/privacy").headers["Cache-Control"] == "no-store"
    address = site.jinja_env.globals["asset"]("css/tokens.css")  # type: ignore[operator]
    with browser.get(address) as kept, browser.get("/assets/css/tokens.css") as asked:
        assert "immutable" in kept.headers["Cache-Control"]
        assert asked.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotFound(), 404), (NotAllowed(), 403), (Conflict(), 409), (Invalid("写错了"), 422), (Busy(), 503),
        (Refusal(), 400),
    ],
)
def test_each_refusal_has_its_status_and_its_sentence(site: Flask, refusal: Refusal, status: int) -> None:
    answer = refusing(site, refusal).get("/refused")
    assert answer.status_code == status
    assert refusal.message in answer.text


def test_who_was_faster_is_named(site: Flask) -> None:
    late = Conflict("这项待办已经办过了。", by="周启明", at=datetime.fromisoformat("2026-10-13T10:24:00+08:00"))
    assert "办理人：周启明，10月13日 10:24" in refusing(site, late).get("/refused").text


def test_a_fault_of_ours_shows_a_number_and_no_trace(site: Flask) -> None:
    answer = refusing(site, KeyError("secret detail")).get("/refused")
    assert answer.status_code == 500
    assert "错误编号" in answer.text
    assert "secret detail" not in answer.text


def test_htmx_gets_the_part_and_not_the_page(site: Flask) -> None:
    answer = refusing(site, Conflict()).get("/refused", headers={"HX-Request": "true"})
    assert "<html" not in answer.text
    assert "情况已经变化" in answer.text


def test_a_wrong_method_says_which_are_right(browser: FlaskClient) -> None:
    answer = browser.delete("/privacy")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_post_without_a_token_is_refused_with_a_sentence(browser: FlaskClient) -> None:
    answer = browser.post("/sign-out")
    assert answer.status_code == 400
    assert "刷新后再提交" in answer.text


@pytest.mark.parametrize("path", ["/accessibility", "/privacy"])
def test_statements_stand_for_anybody(browser: FlaskClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 200
    assert 'lang="zh-CN"' in answer.text
    assert "演示系统" in answer.text


def test_no_page_holds_inline_style_or_script(browser: FlaskClient) -> None:
    page = browser.get("/privacy").text
    assert "style=" not in page
    assert " onclick" not in page
    assert page.count("<script") == page.count("<script src=")


def test_the_larger_type_is_remembered_and_can_be_undone(browser: FlaskClient) -> None:
    browser.get("/type-size?large=1&back=/privacy")
    assert 'class="large"' in browser.get("/privacy").text
    browser.get("/type-size?large=0&back=/privacy")
    assert 'class="large"' not in browser.get("/privacy").text


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example", "", "javascript:x"])
def test_nobody_is_led_away_from_the_site(browser: FlaskClient, target: str) -> None:
    assert browser.get("/type-size", query_string={"large": "1", "back": target}).headers["Location"] == "/"
