"""The desk without script: inbox, task, moves, batch, counter; refusals as sentences with their status."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from app.clock import frozen
from app.demo.people import FIRST_SUBJECTS
from app.services.claim_task import claim_task
from app.services.execute import execute
from app.services.save_task import save_task
from tests.conftest import MONDAY
from tests.support.house import actor_of
from tests.support.staged import objection_at, task_id
from tests.support.walk import do, open_tasks
from tests.web.visiting import Visitor

CODE = FIRST_SUBJECTS[1].identifier  # 张小满
CHECKED = {"finding": "right", "explanation": "经查阅原处罚决定书，日期和内容与档案一致，没有错误。"}


@pytest.fixture(autouse=True)
def a_tuesday_in_october() -> Any:
    """The furnished house stands at its own day."""
    with frozen(MONDAY):
        yield


def enter(visitor: Visitor, login: str) -> Visitor:
    assert visitor.sign_in(login).status_code == 303
    return visitor


def said(answer: Any) -> str:
    """The words of a page, without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def test_signing_in_leads_who_works_here_to_the_inbox(visitor: Visitor) -> None:
    assert visitor.sign_in("handler").headers["Location"] == "/desk/"


def test_a_party_is_shown_the_way_to_its_own_pages(visitor: Visitor) -> None:
    enter(visitor, "citizen")
    for path in ("/desk/", "/supervisor/", "/admin/"):
        answer = visitor.get(path)
        assert answer.status_code == 403
        assert "我的事项" in said(answer)


def test_nobody_sees_the_desk_before_signing_in(visitor: Visitor) -> None:
    for path in ("/desk/", "/desk/cases", "/supervisor/", "/admin/people"):
        answer = visitor.get(path)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/sign-in?next=")


def test_the_inbox_shows_my_groups_work_and_claiming_moves_it_to_mine(visitor: Visitor) -> None:
    number = objection_at("verify")
    enter(visitor, "handler")
    assert "核实并答复" in said(visitor.get("/desk/?scope=group"))
    answer = visitor.post("/desk/claim", {"task": str(task_id(number, "verify"))}, follow=True)
    assert "已签收" in said(answer)
    mine = said(visitor.get("/desk/"))
    assert "YY〔2026〕" in mine and "周启明" in mine


@pytest.mark.parametrize("query", ["q=%s", "q=张小满", "q=核实", f"q={CODE}", "procedure=objection", "sort=-opened_at",
                                   "node=verify"])
def test_the_inbox_finds_by_number_name_step_code_and_procedure(visitor: Visitor, query: str) -> None:
    number = objection_at("verify")
    enter(visitor, "handler")
    asked = query % number if "%s" in query else query
    assert number.replace("YY-2026-", "YY〔2026〕") in said(visitor.get(f"/desk/?scope=group&{asked}"))


@pytest.mark.parametrize("query", ["q=没有这样的", "procedure=nothing", "due=late"])
def test_the_inbox_says_when_nothing_fits(visitor: Visitor, query: str) -> None:
    objection_at("verify")
    enter(visitor, "handler")
    assert "没有符合条件的待办" in said(visitor.get(f"/desk/?scope=group&{query}"))


@pytest.mark.parametrize("query", ["scope=x", "sort=drop", "due=never", "at=-5", "at=999999999999", "node=%27"])
def test_an_address_with_strange_words_still_opens(visitor: Visitor, query: str) -> None:
    enter(visitor, "handler")
    assert visitor.get(f"/desk/?{query}").status_code == 200


def test_a_page_of_the_list_that_was_made_up_is_refused(visitor: Visitor) -> None:
    enter(visitor, "handler")
    assert visitor.get("/desk/?page=zzz").status_code == 422


def test_a_filter_is_kept_with_one_click_and_dropped_again(visitor: Visitor) -> None:
    enter(visitor, "handler")
    visitor.post("/desk/filters", {"name": "本周的", "due": "week", "scope": "group"})
    assert "本周的" in said(visitor.get("/desk/"))
    answer = visitor.get("/desk/?scope=group&due=week").text
    found = re.search(r"/desk/filters/\d+/drop", answer)
    assert found
    visitor.post(found[0], follow=True)  # the page that says so
    assert "本周的" not in said(visitor.get("/desk/"))


def test_a_task_is_completed_and_the_inbox_says_so(visitor: Visitor) -> None:
    number = objection_at("verify")
    enter(visitor, "handler")
    page = visitor.get(f"/desk/tasks/{task_id(number, 'verify')}")
    assert "提交核实答复" in said(page) and "条例第三十二条" in said(page)
    answer = visitor.post(f"/desk/tasks/{task_id(number, 'verify')}", {**CHECKED, "_do": "send"}, follow=True)
    assert "这一步已经办完" in said(answer)
    assert [t.node for t in open_tasks(number)] == ["opinion"]


def test_what_is_missing_is_said_at_the_top_and_nothing_is_lost(visitor: Visitor) -> None:
    number = objection_at("verify")
    enter(visitor, "handler")
    answer = visitor.post(f"/desk/tasks/{task_id(number, 'verify')}", {"explanation": "太短", "_do": "send"})
    assert answer.status_code == 422
    assert "请选择核实结果" in said(answer) and "太短" in said(answer)
    assert [t.node for t in open_tasks(number)] == ["verify"]


def test_a_draft_is_kept_by_its_button_and_by_the_page_itself(visitor: Visitor) -> None:
    number = objection_at("verify")
    task = task_id(number, "verify")
    enter(visitor, "handler")
    visitor.post(f"/desk/tasks/{task}", {"explanation": "写到一半", "_do": "save"})
    assert "写到一半" in said(visitor.get(f"/desk/tasks/{task}"))
    assert visitor.post(f"/desk/tasks/{task}/keep", {"explanation": "又写了些"}).status_code == 204
    assert "又写了些" in said(visitor.get(f"/desk/tasks/{task}"))


def test_the_second_of_two_handlers_reads_who_was_faster_and_when(visitor: Visitor) -> None:
    number = objection_at("verify")
    task = task_id(number, "verify")
    enter(visitor, "handler")
    do(number, "verify", {"finding": "right"}, by="handler1b")
    answer = visitor.post(f"/desk/tasks/{task}", {**CHECKED, "_do": "send"})
    assert answer.status_code == 409
    assert "王若溪" in said(answer) and "11月16日 10:00" in said(answer)


def test_a_task_of_another_organ_is_as_good_as_none(visitor: Visitor) -> None:
    number = objection_at("register")
    task = task_id(number, "register")
    enter(visitor, "handler2")
    for path in (f"/desk/tasks/{task}", f"/desk/cases/{number}", f"/desk/cases/{number}/trail", "/desk/tasks/999999",
                 f"/desk/cases/{number}/drawing.bpmn", f"/desk/tasks/{task}/letters", f"/desk/tasks/{task}/transfer"):
        assert visitor.get(path).status_code == 404, path


def test_a_transfer_wants_a_receiver_and_a_reason(visitor: Visitor) -> None:
    number = objection_at("verify")
    task = task_id(number, "verify")
    enter(visitor, "handler")
    answer = visitor.post(f"/desk/tasks/{task}/transfer", {"to": "handler1b", "reason": " "})
    assert answer.status_code == 422 and "请写明转办的理由" in said(answer)
    done = visitor.post(f"/desk/tasks/{task}/transfer", {"to": "handler1b", "reason": "出差"}, follow=True)
    assert "已转办" in said(done)
    assert open_tasks(number)[0].assignee_id == actor_of("handler1b").person_id


def test_a_step_back_needs_its_reason_and_shows_it_to_whom_it_goes(visitor: Visitor) -> None:
    number = objection_at("opinion")
    task = task_id(number, "opinion")
    enter(visitor, "clerk")
    assert "退回到哪一步" in said(visitor.get(f"/desk/tasks/{task}/return"))
    back = re.search(r'name="to" id="to-1" value="(\w+)"', visitor.get(f"/desk/tasks/{task}/return").text)
    assert back
    visitor.post(f"/desk/tasks/{task}/return", {"to": back[1], "reason": "请补充核查范围"})
    reopened = open_tasks(number)[0]
    assert "请补充核查范围" in said(visitor.get(f"/desk/tasks/{reopened.id}"))


def test_what_was_just_done_can_be_taken_back_until_it_is_opened(visitor: Visitor) -> None:
    number = objection_at("opinion")
    task = task_id(number, "opinion")
    do(number, "opinion", {"next": "sign", "decisions": [{"outcome": "keep"}]})
    enter(visitor, "clerk")
    assert "撤回修改" in said(visitor.get(f"/desk/tasks/{task}"))
    visitor.post(f"/desk/tasks/{task}/recall", {"reason": "漏了附件"})
    assert [t.node for t in open_tasks(number)] == ["opinion"]


def test_a_clock_that_the_law_does_not_let_stop_is_not_stopped(visitor: Visitor) -> None:
    number = objection_at("verify")
    enter(visitor, "clerk")
    answer = visitor.post(f"/desk/cases/{number}/pause", {"reason": "等材料"})
    assert answer.status_code == 409 and "依法不能中止" in said(answer)


def test_a_batch_counts_truly_before_it_does_anything(visitor: Visitor) -> None:
    ids = [task_id(objection_at("verify", by=by), "verify") for by in ("citizen", "citizen2", "company")]
    execute(claim_task, actor=actor_of("handler1b"), task_id=ids[2])
    enter(visitor, "handler")
    answer = visitor.post("/desk/batch", {"verb": "claim", "task": [str(one) for one in ids]})
    assert "能签收 2 件 ，1 件不能" in said(answer).replace("件，", "件 ，") and "王若溪已经签收" in said(answer)
    done = visitor.post("/desk/batch/done", {"verb": "claim", "task": [str(one) for one in ids]}, follow=True)
    assert "已签收 2 件" in said(done) and "有 1 件没有签收" in said(done)


def test_a_batch_of_nothing_says_what_to_do(visitor: Visitor) -> None:
    enter(visitor, "handler")
    assert "没有选中待办" in said(visitor.post("/desk/batch", {"verb": "claim"}))
    assert visitor.post("/desk/batch", {"verb": "delete"}).status_code == 404


def test_a_batch_transfer_wants_receiver_and_reason_and_keeps_the_choice(visitor: Visitor) -> None:
    ids = [str(task_id(objection_at("verify", by=by), "verify")) for by in ("citizen", "citizen2")]
    enter(visitor, "handler")
    answer = visitor.post("/desk/batch/done", {"verb": "transfer", "task": ids, "to": "handler1b"})
    assert answer.status_code == 422 and "请写明转办的理由" in said(answer) and all(one in answer.text for one in ids)
    done = visitor.post("/desk/batch/done", {"verb": "transfer", "task": ids, "to": "handler1b", "reason": "均衡"},
                        follow=True)
    assert "已转办 2 件" in said(done)


def test_a_batch_never_leads_off_to_another_site(visitor: Visitor) -> None:
    enter(visitor, "handler")
    for away in ("https://example.org/", "//example.org", "/\\example.org"):
        answer = visitor.post("/desk/batch/done", {"verb": "claim", "back": away})
        assert answer.headers["Location"] == "/"


def test_the_letters_of_a_step_are_read_before_they_go_out(visitor: Visitor) -> None:
    number = objection_at("assess")
    task = task_id(number, "assess")
    enter(visitor, "clerk")
    assert "先填好这" in said(visitor.get(f"/desk/tasks/{task}/letters"))
    answers = {"checker": "source", "question": "请核实处罚决定书的文号、日期和内容，并提供扫描件。"}
    visitor.post(f"/desk/tasks/{task}", {**answers, "_do": "letters"})
    page = said(visitor.get(f"/desk/tasks/{task}/letters"))
    assert "信用信息异议核查函" in page and "文号待编" in page
    assert visitor.get(f"/desk/tasks/{task}/letters/0.pdf").data.startswith(b"%PDF")
    assert visitor.get(f"/desk/tasks/{task}/letters/7.pdf").status_code == 404


def test_a_letter_is_corrected_in_the_open_with_a_reason(visitor: Visitor) -> None:
    number = objection_at("verify")
    enter(visitor, "clerk")
    listed = visitor.get(f"/desk/cases/{number}/documents")
    assert "异议受理通知书" in said(listed)
    link = re.findall(r'href="([^"]+/replace)">更正…<span class="visually-hidden">异议受理', listed.text)[0]
    assert visitor.post(link, {"reason": " "}).status_code == 422
    done = visitor.post(link, {"reason": "更正联系电话"}, follow=True)
    assert "已被新的文书代替" in said(done) and "更正联系电话" in said(done)
    assert visitor.post(link, {"reason": "再来一次"}).status_code == 409


def test_a_remark_is_read_by_the_organs_alone(visitor: Visitor) -> None:
    number = objection_at("verify")
    enter(visitor, "clerk")
    visitor.post(f"/desk/cases/{number}/comments", {"text": "请写明导入批次号"})
    assert "请写明导入批次号" in said(visitor.get(f"/desk/cases/{number}"))
    assert visitor.post(f"/desk/cases/{number}/comments", {"text": " "}).status_code == 422
    visitor.post("/sign-out")
    enter(visitor, "citizen")
    assert "请写明导入批次号" not in said(visitor.get(f"/mine/{number}"))


def test_the_drawing_is_asked_for_once(visitor: Visitor) -> None:
    number = objection_at("verify")
    enter(visitor, "clerk")
    answer = visitor.get(f"/desk/cases/{number}/drawing.bpmn")
    tag = answer.headers["ETag"]
    assert b"bpmn:definitions" in answer.data
    again = visitor.fresh().get(f"/desk/cases/{number}/drawing.bpmn", headers={"If-None-Match": tag})
    assert again.status_code == 304 and not again.data
    states = {one["id"]: one["state"] for one in visitor.get(f"/desk/cases/{number}/markers.json").json}
    assert (states["register"], states["verify"]) == ("done", "now")


def test_each_day_of_a_last_day_is_explained(visitor: Visitor) -> None:
    number = objection_at("verify")
    enter(visitor, "clerk")
    link = re.search(r"/desk/deadlines/\d+", visitor.get(f"/desk/cases/{number}").text)
    assert link
    page = said(visitor.get(link[0]))
    assert "11月23日（周一）" in page and "省条例第三十一条" in page and "累计不超过 20 个工作日" in page


def test_the_trail_is_told_in_the_procedures_own_words(visitor: Visitor) -> None:
    number = objection_at("verify")
    enter(visitor, "clerk")
    page = said(visitor.get(f"/desk/cases/{number}/trail"))
    assert "办完一步" in page and "登记核对" in page and "异议受理通知书" in page


def test_a_case_somebody_else_works_on_can_be_read_and_says_whose_it_is(visitor: Visitor) -> None:
    number = objection_at("verify")
    execute(save_task, actor=actor_of("handler1b"), task_id=task_id(number, "verify"), answers={"finding": "right"})
    enter(visitor, "handler")
    page = said(visitor.get(f"/desk/tasks/{task_id(number, 'verify')}"))
    assert "在王若溪（宁波市市场监督管理局）手里" in page and "提交核实答复" not in page
