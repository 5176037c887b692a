"""The supervisor's and the administrators' pages without script: figures that lead to lists, workbook, acts."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from app.clock import frozen
from app.extensions import db
from app.models import Deadline, Incident, Person, Release, Subject
from app.services.claim_task import claim_task
from app.services.execute import execute
from tests.conftest import MONDAY
from tests.support.house import actor_of
from tests.support.staged import objection_at, task_id
from tests.support.walk import open_tasks
from tests.web.visiting import Visitor


@pytest.fixture(autouse=True)
def a_tuesday_in_october() -> Any:
    """The furnished house stands at its own day."""
    with frozen(MONDAY):
        yield


def enter(visitor: Visitor, login: str) -> Visitor:
    assert visitor.sign_in(login).status_code == 303
    return visitor


def said(answer: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def spelled(number: str) -> str:
    return number.replace("YY-2026-", "YY〔2026〕")


def later(visitor: Visitor, login: str) -> Any:
    """The house an hour after the first clock has run out, with somebody signed in."""
    end = db.session().scalar(sa.select(sa.func.min(Deadline.due_at)).where(Deadline.open))
    clock = frozen(end + timedelta(hours=1))
    clock.__enter__()
    enter(visitor, login)
    return clock


def test_a_late_case_is_three_links_from_the_board(visitor: Visitor) -> None:
    number = objection_at("register")
    clock = later(visitor, "supervisor")
    try:
        board = visitor.get("/supervisor/")
        assert "已超期 1" in said(board)
        link = re.search(r'class="late" href="([^"]+)"', board.text)
        assert link
        listed = visitor.get(unescape(link[1]))
        assert spelled(number) in said(listed) and "已超过1个工作日" in said(listed)
        assert f"/desk/cases/{number}" in listed.text
        assert "已超过1个工作日" in said(visitor.get(f"/desk/cases/{number}"))
    finally:
        clock.__exit__(None, None, None)


@pytest.mark.parametrize("by", ["procedure", "organisation", "role", "person"])
def test_each_line_of_the_breakdown_leads_to_its_list(visitor: Visitor, by: str) -> None:
    number = objection_at("verify")
    execute(claim_task, actor=actor_of("handler"), task_id=task_id(number, "verify"))
    enter(visitor, "supervisor")
    board = visitor.get(f"/supervisor/?by={by}").text
    links = re.findall(r'<th scope="row" class="full"><a href="(/supervisor/tasks[^"]+)"', board)
    assert any(spelled(number) in said(visitor.get(unescape(link))) for link in links)


@pytest.mark.parametrize("query", ["by=x", "organisation=abc", "procedure=nothing", "organisation=99999999"])
def test_a_board_asked_with_strange_words_still_opens(visitor: Visitor, query: str) -> None:
    enter(visitor, "supervisor")
    assert visitor.get(f"/supervisor/?{query}").status_code == 200


@pytest.mark.parametrize("path", ["", "tasks", "board.xlsx", "clocks/pause", "procedures/objection",
                                  "procedures/objection/counts.json"])
def test_the_board_is_for_those_who_oversee(visitor: Visitor, path: str) -> None:
    enter(visitor, "handler")
    assert visitor.get(f"/supervisor/{path}").status_code == 403


def test_the_auditor_sees_the_board_and_moves_nothing(visitor: Visitor) -> None:
    number = objection_at("verify")
    task = task_id(number, "verify")
    enter(visitor, "oversight")
    assert visitor.get("/supervisor/").status_code == 200
    answer = visitor.post("/desk/batch/done", {"verb": "transfer", "task": str(task), "to": "handler1b", "reason": "x"},
                          follow=True)
    assert "有 1 件没有转办" in said(answer)
    assert open_tasks(number)[0].assignee_id is None


def test_the_supervisor_reassigns_with_a_preview(visitor: Visitor) -> None:
    number = objection_at("verify")
    task = task_id(number, "verify")
    enter(visitor, "supervisor")
    preview = visitor.post("/desk/batch", {"verb": "transfer", "task": str(task), "back": "/supervisor/tasks"})
    assert "王若溪" in said(preview)
    answer = visitor.post("/desk/batch/done", {"verb": "transfer", "task": str(task), "to": "handler1b",
                                               "reason": "快到期", "back": "/supervisor/tasks"}, follow=True)
    assert "已转办 1 件" in said(answer) and answer.request.path == "/supervisor/tasks"
    assert open_tasks(number)[0].assignee_id == actor_of("handler1b").person_id


def test_the_drawing_tells_the_same_in_its_table(visitor: Visitor) -> None:
    objection_at("verify")
    enter(visitor, "supervisor")
    page = visitor.get("/supervisor/procedures/objection")
    assert 'data-node="verify"' in page.text and 'data-count="1"' in page.text
    assert re.search(r"核实并答复 信息提供单位 1 ", said(page))
    counts = {one["id"]: one["count"] for one in visitor.get("/supervisor/procedures/objection/counts.json").json}
    assert counts["verify"] == 1
    assert visitor.get("/supervisor/procedures/nothing").status_code == 404


def test_the_workbook_holds_the_board_and_no_formula(visitor: Visitor) -> None:
    db.session().execute(sa.update(Person).where(Person.login == "handler").values(name='=HYPERLINK("http://x")'))
    db.session().execute(sa.update(Subject).values(name="+cmd|' /C calc'!A0"))
    db.session().commit()
    number = objection_at("verify")
    execute(claim_task, actor=actor_of("handler"), task_id=task_id(number, "verify"))
    enter(visitor, "supervisor")
    book = load_workbook(BytesIO(visitor.get("/supervisor/board.xlsx").data))
    assert book.sheetnames == ["按程序", "按单位", "按岗位", "按人", "会超期的"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert '=HYPERLINK("http://x")，宁波市市场监督管理局' in [cell.value for cell in cells]
    assert [c.quotePrefix for c in cells if str(c.value).startswith("=")] == [True]


ADMIN = ("/admin/", "/admin/people", "/admin/people/new", "/admin/people/handler", "/admin/calendar", "/admin/releases",
         "/admin/releases/1", "/admin/incidents", "/admin/trail")


@pytest.mark.parametrize("path", ADMIN)
def test_the_systems_pages_are_for_administrators(visitor: Visitor, path: str) -> None:
    enter(visitor, "supervisor")
    assert visitor.get(path).status_code == 403


def test_administrators_see_no_case(visitor: Visitor) -> None:
    number = objection_at("verify")
    for login in ("admin", "secadmin", "auditadmin"):
        enter(visitor, login)
        for path in (f"/desk/cases/{number}", f"/desk/tasks/{task_id(number, 'verify')}"):
            assert visitor.get(path).status_code == 404
        everything = "".join(visitor.get(path).text for path in (*ADMIN, "/desk/", "/desk/cases"))
        assert "行政处罚 第1件" not in everything and "330203" not in everything
        visitor.post("/sign-out")


def test_a_person_is_added_and_can_sign_in(visitor: Visitor) -> None:
    enter(visitor, "admin")
    wrong = visitor.post("/admin/people/new", {"login": "X y", "name": "", "password": "short"})
    assert wrong.status_code == 422 and "密码至少" in said(wrong)
    added = visitor.post("/admin/people/new", {
        "login": "newclerk", "name": "新经办", "password": "a long password 2026"}, follow=True)
    assert "已添加新经办" in said(added) and "没有岗位" in said(added)
    visitor.post("/sign-out")
    enter(visitor, "secadmin")
    shown = visitor.get("/admin/people/newclerk").text
    code = "".join(re.findall(r'value="(\w{18})"[^>]*>宁波市信用中心', shown))
    given = visitor.post("/admin/people/newclerk/posts", {"role": "credit_center_clerk", "organisation": code}, True)
    assert "已给这个岗位" in said(given) and "信用中心经办" in said(given)
    visitor.post("/sign-out")
    assert visitor.post("/sign-in", {"login": "newclerk", "password": "a long password 2026"}).status_code == 303


def test_a_leaver_hands_over_and_is_disabled(visitor: Visitor) -> None:
    number = objection_at("verify")
    execute(claim_task, actor=actor_of("handler"), task_id=task_id(number, "verify"))
    enter(visitor, "admin")
    assert "手上的待办：1 件" in said(visitor.get("/admin/people/handler"))
    refused = visitor.post("/admin/people/handler/hand-over", {"to": "handler1b", "reason": ""})
    assert refused.status_code == 422 and "请写明交接的理由" in said(refused)
    done = visitor.post("/admin/people/handler/hand-over", {"to": "handler1b", "reason": "调离"}, follow=True)
    assert "已交接 1 件待办" in said(done)
    gone = visitor.post("/admin/people/handler/disable", follow=True)
    assert "已停用" in said(gone)
    visitor.post("/sign-out")
    assert visitor.sign_in("handler").status_code == 422


def test_only_the_system_administrator_changes_people(visitor: Visitor) -> None:
    enter(visitor, "auditadmin")
    assert visitor.get("/admin/people").status_code == 200
    assert visitor.post("/admin/people/handler/disable").status_code == 403


NOTICE = {"year": "2026", "notice": "国办发明电〔2026〕1号", "work": "",
          "off": "2026-11-20 临时放假\n2026-11-21 临时放假"}


def test_an_imported_notice_lists_what_it_moved(visitor: Visitor) -> None:
    number = objection_at("verify")
    enter(visitor, "admin")
    answer = visitor.post("/admin/calendar", NOTICE)
    assert answer.status_code == 200
    text = said(answer)
    assert spelled(number) in text
    assert "11月23日（周一） 11月24日（周二）" in text
    assert "国办发明电〔2026〕1号" in text


@pytest.mark.parametrize(("change", "sentence"), [
    ({"year": "sometime"}, "请写明年份"), ({"notice": " "}, "请写明通知的文号"), ({"off": ""}, "请按“日期: 名称”列出"),
    ({"off": "2027-01-01 元旦"}, "不在2026年里"), ({"off": "明天 放假"}, "不是日期"),
    ({"off": "2026-01-01"}, "后面要写名称"),
    ({"work": "2026-11-18 上班"}, "本来就是工作日"), ({"off": "2026-01-01 元旦\n2026-01-01 元旦"}, "写了两次"),
])
def test_a_notice_with_a_mistake_is_refused_whole(visitor: Visitor, change: dict[str, str], sentence: str) -> None:
    enter(visitor, "admin")
    answer = visitor.post("/admin/calendar", {**NOTICE, **change})
    assert answer.status_code == 422 and sentence in said(answer)


def test_a_year_whose_notice_is_not_out_is_called_provisional(visitor: Visitor) -> None:
    enter(visitor, "admin")
    page = said(visitor.get("/admin/calendar?year=2027"))
    assert "暂定" in page and "放假安排还没有公布" in page


def test_releases_say_what_changed_file_by_file(visitor: Visitor) -> None:
    enter(visitor, "admin")
    assert "没有等着发布的改动" in said(visitor.get("/admin/releases"))
    first = db.session().scalar(sa.select(Release.id).where(Release.slug == "objection"))
    page = said(visitor.get(f"/admin/releases/{first}"))
    assert "第一版" in page and "bpmn/objection/process.bpmn" in page
    assert visitor.get("/admin/releases/9999").status_code == 404
    assert visitor.post("/admin/releases/nothing/publish").status_code == 404


def test_an_incident_is_shown_by_its_code_and_tried_again(visitor: Visitor) -> None:
    session = db.session()
    row = Incident(work="deadline", ref=1, node="t_late", error="ValueError: 张小满的身份证", tries=3, parked=True,
                   first_at=MONDAY, last_at=MONDAY)
    session.add(row)
    session.commit()
    enter(visitor, "admin")
    page = visitor.get("/admin/incidents")
    assert "ValueError" in page.text and "张小满" not in page.text and "等人处理" in page.text
    visitor.post(f"/admin/incidents/{row.id}/retry", follow=True)
    assert "等重试" in said(visitor.get("/admin/incidents"))
    assert visitor.post("/admin/incidents/9999/retry").status_code == 404


def test_the_parameters_stand_with_status_source_and_day(visitor: Visitor) -> None:
    enter(visitor, "admin")
    shown = said(visitor.get("/admin/parameters"))
    for words in ("异议处理期限", "5 个工作日", "可延长到 20", "法定，锁定", "补正期限", "待法制机构确认",
                  "2026年11月16日起"):
        assert words in shown
    visitor.post("/sign-out")
    enter(visitor, "clerk")
    assert visitor.get("/admin/parameters").status_code == 403


def test_the_board_s_figures_are_at_most_a_minute_old_and_say_of_when(visitor: Visitor) -> None:
    enter(visitor, "supervisor")
    before = said(visitor.get("/supervisor/"))
    objection_at("register")
    assert said(visitor.get("/supervisor/")) == before and "10:00 的数，一分钟更新一次" in before

    with frozen(MONDAY + timedelta(seconds=61)):
        after = said(visitor.get("/supervisor/"))
    assert "10:01 的数" in after and "登记核对" in after and "登记核对" not in before


def test_the_month_s_report_counts_what_came_in_was_closed_and_is_left(visitor: Visitor) -> None:
    objection_at("end")
    objection_at("register", by="citizen2")
    enter(visitor, "supervisor")
    shown = said(visitor.get("/supervisor/month?month=2026-11"))
    assert "2026年11月月报" in shown and "异议处理 2 1 0 100.0% 0 1" in shown
    assert "异议处理 0 0 0 — 0 0" in said(visitor.get("/supervisor/month?month=2026-10"))
    rows = list(load_workbook(BytesIO(visitor.get("/supervisor/month.xlsx").data)).active.values)
    assert rows[0][0] == "程序" and rows[-1][:3] == ("合计", 2, 1)
    assert "2026年11月月报" in said(visitor.get("/supervisor/month?month=2099-01"))


def test_the_month_s_report_is_for_overseers(visitor: Visitor) -> None:
    enter(visitor, "clerk")
    assert visitor.get("/supervisor/month").status_code == 403
