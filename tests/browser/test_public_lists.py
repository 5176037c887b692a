"""Drafts open for comment and lists in editions in a real browser: a phone and a desk, with script and without, axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.services.execute import execute
from app.services.release_comment import release_comment
from tests.services.test_lists import draft_of
from tests.support.house import actor_of
from tests.support.walk import comment
from tests.support.yearly import OTHER, ROW, compiled, publish

Visit = Callable[..., Page]
Faults = Callable[[Page], list[str]]


@pytest.fixture(scope="module")
def draft(served: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The case and the key of a draft that has one comment shown."""
    from app.clock import frozen
    from tests.conftest import MONDAY

    with served.app_context(), frozen(MONDAY):
        publish(tmp_path_factory.mktemp("yearly"))
        number = compiled([ROW, OTHER], days=10, days_reason="上级要求月底前公布。", explanation="为什么要有这份清单。")
        key = comment(number, "请把适用情形写得具体一些。", {"about": "1", "name": "王小明"})
        execute(release_comment, actor=actor_of("authority"), receipt=key, shown=True)
        yield number, draft_of(number).key


@pytest.mark.parametrize("width", [360, 1440])
def test_pages_of_drafts_and_lists_are_in_order(visit: Visit, faults: Faults, draft: tuple[str, str],
                                                width: int) -> None:
    page = visit(width=width)
    for path in ("/drafts", f"/drafts/{draft[1]}", f"/drafts/{draft[1]}/say?about=2", f"/drafts/{draft[1]}/comments",
                 "/receipts?number=none", "/registers/catalogue", "/registers/measures", "/registers/comments"):
        page.goto(path)
        assert (path, faults(page)) == (path, [])


@pytest.mark.parametrize("script", [True, False])
def test_a_comment_is_sent_and_its_receipt_shown(visit: Visit, faults: Faults, draft: tuple[str, str],
                                                 script: bool) -> None:
    page = visit(width=360, script=script)
    page.goto(f"/drafts/{draft[1]}/say?about=2")
    page.click("button.btn-primary")
    assert faults(page) == []
    page.fill("#f-text", "建议写明是哪几种评比。")
    page.click("button.btn-primary")
    expect(page.locator("h1")).to_have_text("意见已经收到")
    assert faults(page) == []


@pytest.mark.parametrize("width", [360, 1440])
def test_the_organs_pages_are_in_order(visit: Visit, faults: Faults, draft: tuple[str, str], width: int) -> None:
    page = visit("authority", width=width)
    page.goto(f"/desk/cases/{draft[0]}/public-comments")
    assert faults(page) == []
