"""Drawings of flows in a real browser: read, moved and fitted by buttons and keys; a table says the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.walk import do

Visit = Callable[..., Page]
Faults = Callable[[Page], list[str]]
WIDE = pytest.mark.parametrize("width", [360, 1440])


def test_the_drawing_shows_where_the_case_is(visit: Visit, at: Callable[..., tuple[str, int]]) -> None:
    _, task = at("verify")
    page = visit("handler")
    page.goto(f"/desk/tasks/{task}")
    expect(page.locator(".canvas .djs-element.is-here")).to_have_attribute("data-element-id", "verify")
    expect(page.locator(".canvas .djs-element.is-past[data-element-id=register]")).to_have_count(1)


def scale(page: Page) -> float:
    return float(page.evaluate("document.querySelector('.canvas .viewport').getCTM().a"))


@WIDE
def test_a_drawing_can_be_read_moved_and_fitted_with_buttons_and_keys(
    visit: Visit, at: Callable[..., tuple[str, int]], faults: Faults, width: int
) -> None:
    number, _ = at("verify")
    page = visit("handler", width=width)
    page.goto(f"/desk/cases/{number}/drawing")
    here = page.locator(".canvas .djs-element.is-here")
    expect(here).to_be_in_viewport()
    assert scale(page) > 0.89  # letters of twelve points stay letters
    page.click("[data-act=in]")
    assert scale(page) > 1.1
    page.click("[data-act=fit]")
    assert scale(page) < 0.89
    page.locator(".canvas").focus()
    page.keyboard.press("Home")
    assert scale(page) > 0.89
    before = here.bounding_box()
    page.keyboard.press("ArrowRight")
    after = here.bounding_box()
    assert before and after and after["x"] < before["x"]
    assert faults(page) == []


def test_a_box_that_calls_a_drawing_leads_to_it(
    visit: Visit, at: Callable[..., tuple[str, int]], faults: Faults
) -> None:
    number, _ = at("register")
    do(number, "register", {"intake": "incomplete"})
    page = visit("clerk")
    page.goto(f"/desk/cases/{number}/drawing")
    page.locator(".canvas .badge-open").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("一次性补正")
    expect(page.locator(".canvas .djs-element.is-here")).to_be_in_viewport()
    assert faults(page) == []


def test_without_script_the_steps_are_a_table(visit: Visit, at: Callable[..., tuple[str, int]]) -> None:
    _, task = at("verify")
    page = visit("handler", script=False)
    page.goto(f"/desk/tasks/{task}")
    expect(page.locator("table.stepped:visible [aria-current=step]")).to_contain_text("核实并答复")
    expect(page.locator(".canvas")).to_be_hidden()


def test_the_drawing_of_a_procedure_bears_its_counts(visit: Visit, at: Callable[..., tuple[str, int]]) -> None:
    at("verify")
    page = visit("supervisor")
    page.goto("/supervisor/procedures/objection")
    expect(page.locator(".djs-overlays[data-container-id=verify] .badge-count")).to_contain_text("件")
    with page.expect_download() as download:
        page.goto("/supervisor/")
        page.click("text=导出 xlsx")
    assert download.value.suggested_filename == "board.xlsx"
