"""Handlers, supervisors and administrators in a real browser: with script and without, on a phone and a desk, axe
content in every state reached."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.services.claim_task import claim_task
from app.services.execute import execute
from tests.support.house import actor_of
from tests.support.walk import do, open_tasks, tell

Visit = Callable[..., Page]
Faults = Callable[[Page], list[str]]
BOTH = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
WIDE = pytest.mark.parametrize("width", [360, 1440])


def formal(number: str) -> str:
    return number.replace("YY-2026-", "YY〔2026〕")


@BOTH
def test_a_handler_claims_answers_and_passes_the_case_on(visit: Visit, at: Callable[..., tuple[str, int]],
                                                         script: bool) -> None:
    number, task = at("verify")
    page = visit("handler", script=script)
    page.goto(f"/desk/?scope=group&q={number}")
    page.click("tbody button[data-claim]")
    expect(page.locator(".told")).to_contain_text("已签收")
    page.check("[name=finding][value=right]")
    page.fill("[name=explanation]", "经查阅原处罚决定书，日期和内容与档案一致，没有错误。")
    page.click("button[value=send]")
    expect(page.locator(".told")).to_contain_text(f"{formal(number)} 这一步已经办完")
    page.goto(f"/desk/?scope=done&q={number}")
    expect(page.locator("tbody tr")).to_have_count(1)
    other = visit("clerk", script=script)
    other.goto(f"/desk/?scope=group&q={number}")
    expect(other.locator("tbody tr")).to_contain_text("拟定处理意见")


@BOTH
def test_what_is_missing_is_led_to(visit: Visit, at: Callable[..., tuple[str, int]], faults: Faults,
                                   script: bool) -> None:
    _, task = at("verify")
    page = visit("handler", script=script)
    page.goto(f"/desk/tasks/{task}")
    page.click("button[value=send]")
    expect(page.locator(".errors")).to_contain_text("请选择核实结果")
    page.click(".errors a >> nth=0")
    assert page.url.endswith(f"/desk/tasks/{task}") or "#f-finding" in page.url
    assert faults(page) == [] if script else True


def test_what_is_typed_is_kept_by_itself(visit: Visit, at: Callable[..., tuple[str, int]]) -> None:
    _, task = at("verify")
    page = visit("handler")
    page.goto(f"/desk/tasks/{task}")
    page.locator("[name=explanation]").press_sequentially("查到一半")
    expect(page.locator("[data-saved]")).to_contain_text("草稿已保存", timeout=8000)
    page.goto("/desk/")
    page.goto(f"/desk/tasks/{task}")
    expect(page.locator("[name=explanation]")).to_have_value("查到一半")


def test_questions_follow_the_choice_without_a_new_page(visit: Visit, at: Callable[..., tuple[str, int]]) -> None:
    _, task = at("assess")
    page = visit("clerk")
    page.goto(f"/desk/tasks/{task}")
    expect(page.locator("[name=question]")).to_have_count(0)
    page.check("[name=checker][value=source]")
    expect(page.locator("[name=question]")).to_be_visible()


def test_the_inbox_goes_by_keyboard(visit: Visit, at: Callable[..., tuple[str, int]], faults: Faults) -> None:
    at("register")
    at("register", by="citizen2")
    page = visit("clerk")
    page.goto("/desk/?scope=group")
    for key in "jxjx":
        page.keyboard.press(key)
    expect(page.locator("[data-chosen]")).to_have_text("2")
    expect(page.locator("button[value=claim] [data-able]")).to_have_text("2")
    assert faults(page) == []
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    assert faults(page) == []
    page.check("[data-keys-off]")
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("x")
    expect(page.locator("[data-chosen]")).to_have_text("2")
    page.keyboard.press("?")
    page.uncheck("[data-keys-off]")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("input[type=search]")).to_be_focused()


@BOTH
def test_a_batch_is_previewed_with_a_true_count(visit: Visit, at: Callable[..., tuple[str, int]], script: bool) -> None:
    numbers = [at("verify", by=by)[0] for by in ("citizen", "citizen2")]
    page = visit("handler", script=script)
    page.goto("/desk/?scope=group")
    for number in numbers:
        page.check(f"[aria-label='选 {formal(number)} 核实并答复']")
    page.click("button[value=transfer]")
    expect(page.locator("main")).to_contain_text("能转办 2 件")
    page.click("main button.btn-primary")
    expect(page.locator(".errors")).to_contain_text("请选择转给谁")
    page.check("[name=to][value=handler1b]")
    page.fill("#reason", "均衡工作量")
    page.click("main button.btn-primary")
    expect(page.locator(".told")).to_contain_text("已转办 2 件")


def test_who_comes_second_reads_who_was_faster(visit: Visit, at: Callable[..., tuple[str, int]],
                                               faults: Faults) -> None:
    number, task = at("verify")
    page = visit("handler")
    page.goto(f"/desk/tasks/{task}")
    do(number, "verify", {"finding": "right"}, by="handler1b")
    page.check("[name=finding][value=right]")
    page.fill("[name=explanation]", "经查阅原处罚决定书，日期和内容与档案一致，没有错误。")
    page.click("button[value=send]")
    expect(page.locator("main")).to_contain_text("办理人：王若溪，11月16日 10:00")
    assert faults(page) == []


@BOTH
def test_a_letter_is_read_before_it_goes_out(visit: Visit, at: Callable[..., tuple[str, int]], faults: Faults,
                                             script: bool) -> None:
    number, task = at("assess")
    page = visit("clerk", script=script)
    page.goto(f"/desk/tasks/{task}")
    page.check("[name=checker][value=source]")
    if not script:
        with page.expect_navigation():
            page.click("button[value=refresh]")
    page.fill("[name=question]", "请核实处罚决定书的文号、日期和内容，并提供扫描件。")
    page.click("button[value=letters]")
    expect(page.locator("main")).to_contain_text("信用信息异议核查函")
    assert faults(page) == [] if script else True
    assert [t.node for t in open_tasks(number)] == ["assess"]


@BOTH
def test_an_application_comes_in_at_the_counter(visit: Visit, served: Flask, faults: Faults, script: bool) -> None:
    page = visit("clerk", script=script)
    page.goto("/desk/counter")
    page.fill("#q", "甬禾")
    page.keyboard.press("Enter")
    page.check("[name=procedure][value=objection]")
    page.click("main form#form button.btn-primary")
    page.check("[name=door][value=filed_center]")
    page.fill("[name='applicant.phone']", "13800000001")
    page.check("[name=identity][value=verified]")
    page.check("[name=filed_by][value=self]")
    page.locator("[name=records]").nth(1).check(force=True)
    page.check("[name=grounds][value=fact]")
    page.fill("[name=facts]", "处罚决定书记载的处罚日期为2025年3月5日，档案中误录为2023年3月5日。")
    page.fill("[name=demand]", "请更正处罚日期。")
    page.check("[name='service.method'][value=direct]")
    page.check("[name=truthful]")
    page.click("button[value=send]")
    expect(page.locator("h1")).to_contain_text("已录入")
    expect(page.locator(".trio")).to_contain_text(re.compile(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}"))
    assert faults(page) == [] if script else True


def test_what_is_answered_while_the_questions_are_asked_again_stays(visit: Visit, served: Flask) -> None:
    page, held = visit("clerk", script=True), []
    page.goto("/desk/counter?q=甬禾")
    page.check("[name=procedure][value=objection]")
    page.click("main form#form button.btn-primary")
    expect(page.locator("[data-save]")).to_be_visible()
    page.wait_for_load_state()
    page.route("**/fields", lambda route: held.append(route))
    with page.expect_request("**/fields"):
        page.check("[name=identity][value=verified]")
    page.fill("[name=facts]", "处罚日期误录。")
    page.check("[name=truthful]")
    page.set_input_files("input[type=file][id]:not(#proof) >> nth=0", [
        {"name": "决定书.txt", "mimeType": "text/plain", "buffer": "日期".encode()}])
    page.evaluate("document.getElementById('fields').dataset.old = '1'")
    held[0].continue_()
    expect(page.locator("#fields:not([data-old])")).to_be_visible()
    expect(page.locator("[name=facts]")).to_have_value("处罚日期误录。")
    expect(page.locator("[name=truthful]")).to_be_checked()
    assert page.evaluate("[...document.querySelectorAll('#fields input[type=file]')].some(one => one.files.length)")


@pytest.fixture
def places(at: Callable[..., tuple[str, int]]) -> Callable[[str], list[str]]:
    """Addresses of every page of staff, in a house with something on each."""
    number, task = at("verify")
    tell(number, "extend", "clerk")
    do(number, "approve_extension", {"extension": "approved"})
    execute(claim_task, actor=actor_of("handler"), task_id=task)

    def of(login: str) -> list[str]:
        return {
            "handler": ["/desk/", "/desk/?scope=group", "/desk/?scope=done", "/desk/?scope=group&q=nothing",
                        "/desk/?scope=copied", "/desk/registers",
                        f"/desk/tasks/{task}", f"/desk/tasks/{task}/transfer", f"/desk/tasks/{task}/letters",
                        f"/desk/tasks/{task}/copy"],
            "clerk": ["/desk/letters", "/desk/letters?q=nothing", "/desk/search", "/desk/search?q=处罚",
                      f"/desk/registers/credit-records?purpose={number}", f"/desk/tasks/{task}/remind",
                      "/desk/cases", "/desk/cases?q=nothing", f"/desk/cases/{number}", f"/desk/cases/{number}/trail",
                      f"/desk/cases/{number}/drawing",
                      f"/desk/cases/{number}/documents", "/desk/deadlines/1", "/desk/counter", "/desk/counter?q=甬禾",
                      "/desk/agents/subject-company-000001",
                      f"/desk/tasks/{task}", f"/desk/cases/{number}/extend"],
            "supervisor": ["/supervisor/", "/supervisor/?by=person", "/supervisor/?by=organisation",
                           "/supervisor/tasks", "/supervisor/month", "/supervisor/late", "/desk/reminders",
                           f"/desk/tasks/{task}/supervise",
                           "/supervisor/procedures/objection", "/supervisor/clocks/extend",
                           "/supervisor/clocks/pause"],
            "admin": ["/admin/", "/admin/people", "/admin/people/handler", "/admin/people/new", "/admin/calendar",
                      "/admin/calendar?year=2027", "/admin/releases", "/admin/releases/1",
                      "/admin/parameters", "/admin/incidents"],
            "secadmin": ["/admin/people/handler"],
            "auditadmin": ["/admin/", "/admin/trail"],
        }[login]

    return of


@WIDE
@pytest.mark.parametrize("login", ["handler", "clerk", "supervisor", "admin", "secadmin", "auditadmin"])
def test_every_page_of_staff_is_without_fault(visit: Visit, places: Callable[[str], list[str]], faults: Faults,
                                              login: str, width: int) -> None:
    page = visit(login, width=width)
    found = {}
    for path in places(login):
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, path
        page.wait_for_load_state("networkidle")
        page.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
        if said := faults(page):
            found[path] = said
    assert found == {}


@pytest.mark.parametrize(("login", "path"), [("handler", "/desk/"), ("clerk", "/desk/cases"),
                                             ("admin", "/admin/calendar"), ("supervisor", "/supervisor/")])
def test_without_script_a_phone_shows_the_same_without_scrolling_sideways(
    visit: Visit, at: Callable[..., tuple[str, int]], login: str, path: str
) -> None:
    at("verify")
    page = visit(login, width=360, script=False)
    page.goto(path)
    boxes = [one.bounding_box() for one in page.locator("main table, main form, main .card-x, main a.btn").all()]
    assert [box for box in boxes if box and box["x"] + box["width"] > 360] == []


def test_a_figure_on_the_board_leads_to_its_list_and_to_the_case(
    visit: Visit, at: Callable[..., tuple[str, int]]
) -> None:
    number, _ = at("verify")
    page = visit("supervisor")
    page.goto("/supervisor/")
    page.click(".heat a:has-text('核实并答复')")
    page.locator("tbody tr", has_text=formal(number)).locator("a.no").click()
    expect(page).to_have_url(re.compile(f"/desk/cases/{number}$"))
