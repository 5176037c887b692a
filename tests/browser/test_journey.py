"""The main job: an objection travels from a citizen to its answer, and on to its review, through real pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walker import Walker

FACTS = "处罚决定书记载的处罚日期为2025年3月5日，档案中误录为2023年3月5日，请核对原文书。"
OPINION = "经向信息提供单位核实，原处罚决定书记载的金额与档案不一致，应当予以更正。"
People = Callable[[str], Walker]


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def people(request: pytest.FixtureRequest, visit: Callable[..., Page], faults: Callable[[Page], list[str]]) -> People:
    """people("clerk"): that person's browser; their stops share one list of faults."""
    kept: dict[str, Walker] = {}
    found: list[str] = []

    def of(login: str) -> Walker:
        if login not in kept:
            page = visit(login or None, script=request.param)
            kept[login] = Walker(page, request.param, faults, found)
        return kept[login]

    return of


def test_an_objection_travels_from_a_citizen_to_its_answer_and_its_review(people: People) -> None:
    number, code = file_objection(people("citizen"))
    look_up(people(""), number, code)
    accept(people("clerk"), number)
    verify(people("handler"), number)
    give_opinion(people("clerk"), number)
    send_back(people("reviewer"), number)
    mend_opinion(people("clerk"), number)
    sign(people("reviewer"), number)
    read_answer(people("citizen"), number)
    oversee(people("supervisor"), number)
    review = ask_for_review(people("citizen"), number)
    find_review(people("authority"), review)
    assert people("citizen").found == []


def file_objection(one: Walker) -> tuple[str, str]:
    one.page.goto("/")
    one.stop("home")
    one.follow("提出异议")
    one.stop("begin")
    one.press("开始填写")
    make_mistake(one)
    answer_steps(one)
    one.sees("检查后提交", FACTS, "13800000001")
    one.stop("check")
    one.press("提交")
    one.sees("请确认内容和材料真实")
    one.pick("truthful")
    one.press("提交")
    one.sees("已经提交", "查询码", "接下来")
    one.stop("done")
    code = one.page.locator(".finish").inner_text().split("查询码")[1].split()[0]
    return one.number(), code


def make_mistake(one: Walker) -> None:
    """Nothing chosen: the sentence stands at the top, leads to the field, and stands beside it."""
    one.press("保存并继续")
    top = one.page.locator(".errors")
    expect(top).to_contain_text("处要改")
    sentence = top.locator("li a").first.inner_text()
    expect(one.page.locator("form .msg").first).to_contain_text(sentence.split("”")[-1])
    one.stop("step 1 with a mistake")


def answer_steps(one: Walker) -> None:
    one.pick("door", "filed_center")
    next_step(one, "step 1")
    one.fill("applicant.phone", "13800000001")
    next_step(one, "step 2")
    one.pick("identity", "verified")
    one.pick("filed_by", "self")
    next_step(one, "step 3")
    choose_record(one)
    next_step(one, "step 4")
    one.pick("grounds", "fact")
    one.fill("facts", FACTS)
    one.fill("demand", "请把处罚日期更正为2025年3月5日。")
    next_step(one, "step 5")
    answer_service(one)
    next_step(one, "step 6")


def choose_record(one: Walker) -> None:
    """A public record of the market regulator, whose handler verifies it."""
    one.page.locator(".pick-card", has_text="宁波市市场监督管理局").first.locator("input").check()


def answer_service(one: Walker) -> None:
    one.pick("service.method", "electronic")
    one.pick("service.electronic_confirmed")


def next_step(one: Walker, name: str) -> None:
    one.stop(name)
    one.press("保存并继续")


def look_up(one: Walker, number: str, code: str) -> None:
    one.page.goto("/status")
    one.fill("number", number)
    one.fill("code", code)
    one.press("查")
    one.sees("正在核对材料")
    assert "张小满" not in one.page.content()
    one.stop("status")


def accept(one: Walker, number: str) -> None:
    one.page.goto("/desk/?scope=group")
    one.stop("inbox")
    one.open_task("登记核对", number)
    one.stop("register")
    one.press("提交核对结果")
    one.sees("请先核对身份和授权。", "请选择核对结果。")
    one.stop("register with mistakes")
    one.pick("identity_checked")
    one.pick("intake", "accept")
    one.press("提交核对结果")
    one.sees("这一步已经办完")
    one.open_task("确定核查单位", number)
    one.pick("checker", "source")
    one.fill("question", "请核实处罚决定书原件上的日期和金额。")
    one.stop("assess")
    send(one)


def send(one: Walker) -> None:
    one.page.click("button[value=send]")
    one.sees("这一步已经办完")


def verify(one: Walker, number: str) -> None:
    one.open_task("核实并答复", number)
    one.pick("finding", "wrong")
    one.fill("explanation", "经核对原处罚决定书，档案录入的日期有误，应当是2025年3月5日。")
    one.stop("verify")
    send(one)


def give_opinion(one: Walker, number: str) -> None:
    one.open_task("拟定处理意见", number)
    one.pick("next", "sign")
    one.choose("decisions.0.outcome", "delete")
    write_opinion(one)
    one.stop("opinion")
    send(one)


def write_opinion(one: Walker) -> None:
    one.fill("decisions.0.reason", OPINION)
    one.fill("decisions.0.proof", "处罚决定书原件及信息提供单位核实回函。")
    one.pick("no_conflict")


def send_back(one: Walker, number: str) -> None:
    one.open_task("审签", number)
    one.pick("signature", "return")
    one.fill("return_reason", "只是日期录错，应当更正而不是删除。")
    one.pick("no_conflict")
    one.stop("sign")
    send(one)


def mend_opinion(one: Walker, number: str) -> None:
    one.page.goto(f"/desk/?q={number}")
    if not one.page.locator(".inbox tbody tr").count():
        one.open_task("拟定处理意见", number)
    else:
        one.page.locator(".inbox a.no").first.click()
    one.sees("只是日期录错，应当更正而不是删除。")
    one.pick("next", "sign")
    one.choose("decisions.0.outcome", "correct")
    one.choose("decisions.0.corrections.0.field", "decided_on")
    one.fill("decisions.0.corrections.0.value", "2025-03-05")
    write_opinion(one)
    one.stop("opinion again")
    send(one)


def sign(one: Walker, number: str) -> None:
    one.open_task("审签", number)
    one.pick("signature", "agree")
    one.pick("no_conflict")
    one.page.click("button[value=letters]")
    one.sees("通知书")
    one.stop("letters ahead")
    one.page.locator("a", has_text="返回").first.click()
    expect(one.page.locator("[name=signature][value=agree]")).to_be_checked()
    send(one)


def read_answer(one: Walker, number: str) -> None:
    one.page.goto(f"/mine/{number}")
    one.sees("如果不同意处理结果", "复核")
    one.stop("matter")
    one.page.locator("#docs ~ * a", has_text="结果").first.click()
    one.stop("letter")
    one.press("我已收到这份文书")
    one.sees("已经记下")
    one.page.goto("/archive")
    one.sees("宁波市市场监督管理局，2025年3月5日")
    one.stop("archive")


def oversee(one: Walker, number: str) -> None:
    one.page.goto("/supervisor/")
    one.stop("board")
    one.page.goto(f"/desk/cases?q={number}")
    one.page.locator("main a", has_text=number[-6:]).first.click()
    one.sees("办结", OPINION)
    one.stop("case")
    one.page.goto(f"/desk/cases/{number}/trail")
    one.stop("trail")


def ask_for_review(one: Walker, number: str) -> str:
    one.page.goto(f"/mine/{number}")
    one.page.locator("#rem ~ * a", has_text="复核").first.click()
    one.press("开始填写")
    one.fill("applicant.phone", "13800000001")
    one.press("保存并继续")
    one.pick("identity", "verified")
    one.pick("filed_by", "self")
    one.press("保存并继续")
    choose_record(one)
    one.press("保存并继续")
    one.fill("facts", FACTS)
    one.fill("demand", "请再核一次处罚日期。")
    one.press("保存并继续")
    answer_service(one)
    one.press("保存并继续")
    one.pick("truthful")
    one.press("提交")
    one.sees("已经提交")
    return one.number()


def find_review(one: Walker, number: str) -> None:
    one.open_task("登记核对", number)
    one.stop("review's first task")
