"""The citizen's pages in a real browser: with script and without, on a phone and a desk, axe content."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

FACTS = "处罚决定书记载的处罚日期为2025年3月5日，档案中误录为2023年3月5日，请核对原文书。"
Visit = Callable[..., Page]
Faults = Callable[[Page], list[str]]


def begin(page: Page) -> str:
    """A fresh application; the address of its draft."""
    page.goto("/apply/objection")
    page.click("main button.btn-primary")
    return page.url.rsplit("/", 1)[0]


def go_on(page: Page) -> None:
    page.click("button[value=next]")


def apply(page: Page) -> None:
    """From the first question to the number."""
    begin(page)
    page.check("[name=door][value=filed_center]")
    go_on(page)
    page.fill("[name='applicant.phone']", "13800000001")
    go_on(page)
    page.check("[name=identity][value=verified]")
    page.check("[name=filed_by][value=self]")
    go_on(page)
    page.locator("[name=records]").first.check()
    go_on(page)
    page.check("[name=grounds][value=fact]")
    page.fill("[name=facts]", FACTS)
    page.fill("[name=demand]", "请把处罚日期更正为2025年3月5日。")
    go_on(page)
    page.check("[name='service.method'][value=electronic]")
    if page.locator("button[value=refresh]").is_visible():  # without script
        with page.expect_navigation():
            page.click("button[value=refresh]")
    page.check("[name='service.electronic_confirmed']")
    go_on(page)
    page.check("[name=truthful]")
    page.click("main form button.btn-primary")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_objection_is_filed_from_the_first_question_to_its_number(visit: Visit, script: bool) -> None:
    page = visit("company", script=script)
    apply(page)
    expect(page.locator(".finish")).to_contain_text("查询码")
    page.click("text=看办理进度")
    expect(page.locator("main")).to_contain_text("受理期限11月18日（周三）")


def test_a_follow_up_appears_under_its_choice_and_the_focus_stays(visit: Visit) -> None:
    page = visit("citizen")
    draft = begin(page)
    page.goto(f"{draft}/3")
    page.check("[name=filed_by][value=agent]")
    expect(page.locator("[name='agent.name']")).to_be_visible()
    assert page.evaluate("() => document.activeElement.value") == "agent"


def test_what_is_typed_is_kept_without_pressing_anything(visit: Visit) -> None:
    page = visit("citizen")
    draft = begin(page)
    page.goto(f"{draft}/5")
    with page.expect_response(lambda answer: answer.url.endswith("/5/keep")) as kept:
        page.fill("[name=facts]", "写了一半就关掉窗口")
    assert kept.value.status == 204
    page.goto(f"{draft}/5")
    expect(page.locator("[name=facts]")).to_have_value("写了一半就关掉窗口")


def test_letters_are_counted_while_writing(visit: Visit) -> None:
    page = visit("citizen")
    draft = begin(page)
    page.goto(f"{draft}/5")
    page.fill("[name=facts]", "十个字十个字十个字十")
    expect(page.locator("[data-count-for=f-facts]")).to_contain_text("已写 10 个字")


def test_a_mistake_takes_the_focus_and_its_link_leads_to_the_field(visit: Visit, faults: Faults) -> None:
    page = visit("citizen", width=360)
    draft = begin(page)
    page.goto(f"{draft}/5")
    page.fill("[name=facts]", "太短")
    go_on(page)
    assert "errors" in page.evaluate("() => document.activeElement.className")
    page.click(".errors a[href='#f-facts']")
    assert page.evaluate("() => document.activeElement.id") == "f-facts"
    assert faults(page) == []


def test_a_drawing_is_shown_and_the_table_beside_it_says_the_same(visit: Visit, faults: Faults) -> None:
    page = visit("company")
    apply(page)
    page.click("text=看办理进度")
    expect(page.locator(".canvas svg .is-here").first).to_be_visible()
    page.click("summary:has-text('用表格看每一步')")
    expect(page.locator(".stepped [aria-current=step]")).to_contain_text("登记核对")
    assert faults(page) == []


def test_a_letter_is_compared_without_leaving_the_browser(visit: Visit, tmp_path: Path) -> None:
    page = visit("company")
    apply(page)
    page.click("text=看办理进度")
    answer = page.request.get(str(page.get_attribute("a[href$='/receipt']", "href")))
    letter = tmp_path / "receipt.pdf"
    letter.write_bytes(answer.body())
    page.goto(f"/verify/{answer.url.rsplit('/', 1)[1].removesuffix('.pdf')}")
    page.set_input_files("#mine", letter)
    expect(page.locator("[data-verdict]")).to_contain_text("一字不差")
    altered = tmp_path / "altered.pdf"
    altered.write_bytes(letter.read_bytes() + b" ")
    page.set_input_files("#mine", altered)
    expect(page.locator("[data-verdict]")).to_contain_text("不一致")


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize(
    "path", ["/", "/status", "/sign-in", "/law", "/law/条例", "/registers", "/registers/credit-records", "/calendar",
             "/accessibility", "/privacy", "/nowhere"],
)
def test_public_pages_are_in_order(visit: Visit, faults: Faults, path: str, width: int) -> None:
    page = visit(width=width)
    page.goto(path)
    assert faults(page) == []


@pytest.mark.parametrize("width", [360, 1440])
def test_own_pages_are_in_order(visit: Visit, faults: Faults, width: int) -> None:
    page = visit("company", width=width)
    draft = begin(page)
    for path in ["/mine", "/account", "/archive", "/archive?kind=readings", *(f"{draft}/{n}" for n in range(1, 8))]:
        page.goto(path)
        assert (path, faults(page)) == (path, [])


@pytest.mark.parametrize("path", ["/", "/mine", "/archive"])
def test_the_larger_type_fits_a_phone(visit: Visit, faults: Faults, path: str) -> None:
    page = visit("company", width=360)
    page.goto("/type-size?large=1&back=/")
    page.goto(path)
    assert faults(page) == []
