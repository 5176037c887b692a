"""Moves that change who decides, on the pages without script: signing, delegating, absence, stepping aside."""

from __future__ import annotations

from typing import Any

import pytest

from app.clock import frozen
from app.services.claim_task import claim_task
from app.services.execute import execute
from tests.conftest import MONDAY
from tests.support.house import actor_of
from tests.support.staged import objection_at, task_id
from tests.support.walk import do, open_tasks
from tests.web.test_desk import enter, said
from tests.web.visiting import Visitor

WHY = {"ground": "relative", "reason": "申请人是我妻子的兄弟"}


@pytest.fixture(autouse=True)
def a_tuesday_in_october() -> Any:
    """The furnished house stands at its own day."""
    with frozen(MONDAY):
        yield


def held(node: str = "verify", by: str = "handler") -> tuple[str, int]:
    """An objection whose task of that node somebody has claimed."""
    number = objection_at(node)
    execute(claim_task, actor=actor_of(by), task_id=task_id(number, node))
    return number, task_id(number, node)


def test_a_signer_is_asked_signs_and_everybody_sees_who_is_missing(visitor: Visitor) -> None:
    number, task = held()
    enter(visitor, "handler")
    asked = visitor.get(f"/desk/tasks/{task}/add-signer")
    assert "徐知远" in asked.text and "我办结之后" in asked.text
    assert visitor.post(f"/desk/tasks/{task}/add-signer", {"to": "legal", "place": "before"}).status_code == 422
    sent = visitor.post(f"/desk/tasks/{task}/add-signer", {"to": "legal", "place": "before", "reason": "请法制把关"})
    assert sent.headers["Location"].endswith(f"/desk/tasks/{task}")
    page = visitor.get(f"/desk/tasks/{task}")
    assert "会签 0/1" in said(page) and "徐知远还没有签署意见" in said(page) and 'value="send"' not in page.text

    enter(visitor, "legal")
    assert "请您会签 0/1" in said(visitor.get("/desk/"))
    assert "请您签署意见" in said(visitor.get(f"/desk/tasks/{task}"))
    visitor.post(f"/desk/tasks/{task}", {"_do": "send", "opinion": "disagree", "objection": "送达回证还没有附上"})
    enter(visitor, "handler")
    page = said(visitor.get(f"/desk/tasks/{task}"))
    assert "会签 1/1" in page and "不同意" in page and "送达回证还没有附上" in page


def test_a_signer_is_dropped_on_a_page_of_its_own(visitor: Visitor) -> None:
    _, task = held()
    enter(visitor, "handler")
    visitor.post(f"/desk/tasks/{task}/add-signer", {"to": "legal", "place": "after", "reason": "请法制把关"})
    asked = visitor.get(f"/desk/tasks/{task}/drop-signer")
    signer = asked.text.split('name="signer"')[1].split('value="')[1].split('"')[0]

    assert visitor.post(f"/desk/tasks/{task}/drop-signer", {"signer": signer, "reason": "已经问过"}).status_code == 303
    assert "已减签" in said(visitor.get(f"/desk/tasks/{task}"))


def test_a_task_is_delegated_drafted_and_comes_back(visitor: Visitor) -> None:
    number, task = held()
    enter(visitor, "handler")
    assert "王若溪" in visitor.get(f"/desk/tasks/{task}/delegate").text
    visitor.post(f"/desk/tasks/{task}/delegate", {"to": "handler1b", "reason": "请先起草"})
    page = said(visitor.get(f"/desk/tasks/{task}"))
    assert "已经委派给王若溪" in page and "收回委派" in page and "起草中" in page

    enter(visitor, "handler1b")
    assert "委派给您" in said(visitor.get("/desk/"))
    assert "交回委派人" in said(visitor.get(f"/desk/tasks/{task}"))
    do(number, "verify", {"finding": "right"}, by="handler1b")
    enter(visitor, "handler")
    assert "已交回" in said(visitor.get(f"/desk/tasks/{task}"))
    assert [t.node for t in open_tasks(number)] == ["verify"]


def test_an_absence_is_set_seen_and_called_off(visitor: Visitor) -> None:
    number = objection_at("sign")
    enter(visitor, "reviewer")
    days = {"from_on": "2026-11-16", "until_on": "2026-11-18"}
    wrong = visitor.post("/away/reviewer", {**days, "substitute": "officer"})
    assert wrong.status_code == 422 and "请写明不在岗的原因" in wrong.text
    assert visitor.post("/away/reviewer", {"from_on": "哪天", "substitute": "officer"}).status_code == 422
    assert visitor.post("/away/reviewer", {**days, "substitute": "officer", "reason": "休假"}).status_code == 303
    page = visitor.get("/away")
    assert "由沈一诺代办" in said(page).replace(" ", "")

    enter(visitor, "officer")
    inbox = said(visitor.get("/desk/?scope=group"))
    assert "代林晓岚办" in inbox
    assert "林晓岚" in said(visitor.get(f"/desk/tasks/{task_id(number, 'sign')}"))
    enter(visitor, "reviewer")
    end = page.text.split("/away/reviewer/")[1].split('"')[0]
    assert visitor.post(f"/away/reviewer/{end}").status_code == 303
    assert "没有。" in said(visitor.get("/away"))


def test_only_who_may_say_so_sees_the_page_of_another(visitor: Visitor) -> None:
    enter(visitor, "chief")
    assert visitor.get("/away/handler").status_code == 200 and "为本单位的人设" in visitor.get("/away").text
    assert visitor.get("/away/clerk").status_code == 404
    enter(visitor, "citizen")
    assert visitor.get("/away").status_code == 404


def test_stepping_aside_waits_for_the_head_who_decides(visitor: Visitor) -> None:
    number, task = held()
    enter(visitor, "handler")
    assert "公务员法第七十六条" in visitor.get(f"/desk/tasks/{task}/recuse").text
    assert visitor.post(f"/desk/tasks/{task}/recuse", {"person": "", **WHY}).status_code == 303
    closed = visitor.get(f"/desk/tasks/{task}")
    assert closed.status_code == 404 and "已经回避" in closed.text

    enter(visitor, "chief")
    assert "1 件回避申请等您决定" in said(visitor.get("/desk/"))
    page = visitor.get("/desk/recusals")
    where = "/desk/recusals/" + page.text.split('href="/desk/recusals/')[1].split('"')[0]
    assert visitor.post(where, {"reason": "没有亲属关系"}).status_code == 422
    assert visitor.post(where, {"granted": "no", "reason": "没有亲属关系"}).status_code == 303
    assert "现在没有等您决定的" in visitor.get("/desk/recusals").text
    enter(visitor, "handler")
    assert visitor.get(f"/desk/tasks/{task}").status_code == 200


def test_the_party_asks_and_reads_the_answer(visitor: Visitor) -> None:
    number, _ = held()
    enter(visitor, "citizen")
    assert "申请办理人员回避" in visitor.get(f"/mine/{number}").text
    assert visitor.post(f"/mine/{number}/recuse", {"whom": "周", **WHY, "reason": ""}).status_code == 422
    assert visitor.post(f"/mine/{number}/recuse", {"whom": "核查的周同志", **WHY}).status_code == 303
    assert visitor.get(f"/mine/{number}/recuse").status_code == 404

    enter(visitor, "chief")
    page = visitor.get("/desk/recusals")
    where = "/desk/recusals/" + page.text.split('href="/desk/recusals/')[1].split('"')[0]
    assert "周启明" in visitor.get(where).text
    visitor.post(where, {"granted": "yes", "person": "handler", "reason": "属实"})
    enter(visitor, "citizen")
    assert "申请办理人员回避" in visitor.get(f"/mine/{number}").text
