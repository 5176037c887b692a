"""What a handler sees first: the list that presses most, what is urged and unread; and several rows at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.clock import frozen
from app.extensions import db
from app.models import Copy, Deadline, Reminder
from app.services.claim_task import claim_task
from app.services.copy_task import copy_task
from app.services.execute import execute
from app.services.supervise_task import supervise_task
from tests.conftest import MONDAY
from tests.support.house import actor_of
from tests.support.staged import objection_at, task_id
from tests.web.test_desk import enter, said
from tests.web.visiting import Visitor

DAY = (MONDAY + timedelta(days=3)).date()


@pytest.fixture(autouse=True)
def a_tuesday_in_october() -> Iterator[None]:
    with frozen(MONDAY):
        yield


def verifying(*by: str) -> list[int]:
    return [task_id(objection_at("verify", by=one), "verify") for one in by]


def title(visitor: Visitor) -> str:
    found = re.search(r"<h1>([^<]+)", visitor.get("/desk/").text)
    assert found
    return found[1]


def test_the_inbox_opens_where_a_day_of_the_law_presses_most(visitor: Visitor) -> None:
    first, second = verifying("citizen", "citizen2")
    enter(visitor, "handler")
    assert title(visitor) == "本组待办"  # nothing is mine yet
    execute(claim_task, actor=actor_of("handler"), task_id=first)
    assert title(visitor) == "我的待办"
    end = db.session().scalar(sa.select(sa.func.min(Deadline.due_at)).where(Deadline.open, Deadline.status != "默认"))
    assert end is not None
    execute(claim_task, actor=actor_of("handler"), task_id=second)
    verifying("company")
    with frozen(end - timedelta(days=1)):
        enter(visitor, "handler")
        page = visitor.get("/desk/")
        assert "<h1>我的待办" in page.text and "两个工作日内到期" in said(page)
        assert "本组的待办里有" in said(page)


def test_a_late_day_stands_on_its_tab_from_everywhere(visitor: Visitor) -> None:
    verifying("citizen")
    end = db.session().scalar(sa.select(sa.func.max(Deadline.due_at)).where(Deadline.open))
    assert end is not None
    with frozen(end + timedelta(hours=1)):
        enter(visitor, "handler")
        for scope in ("mine", "group", "done", "copied"):
            assert "1 件超过法定日，共 · 1" in said(visitor.get(f"/desk/?scope={scope}"))
        assert title(visitor) == "本组待办"
        assert "核实并答复" in said(visitor.get("/desk/?scope=group&due=law"))
        assert "没有符合条件的待办" in said(visitor.get("/desk/?scope=group&due=aim"))


def test_a_list_with_nothing_in_it_says_what_to_do_next(visitor: Visitor) -> None:
    verifying("citizen")
    enter(visitor, "handler")
    assert "本组还有 1 件等人签收" in said(visitor.get("/desk/?scope=mine"))
    for scope, sentence in (("done", "还没有办结过待办"), ("copied", "看过点“已阅”")):
        assert sentence in said(visitor.get(f"/desk/?scope={scope}"))


def test_unread_copies_are_counted_marked_and_read_together(visitor: Visitor) -> None:
    for one in verifying("citizen", "citizen2"):
        execute(copy_task, actor=actor_of("handler1b"), task_id=one, to=["clerk"], reason="请知悉")
    enter(visitor, "clerk")
    page = visitor.get("/desk/?scope=copied")
    assert "2 未阅" in said(page) and page.text.count(">未阅<") == 2
    ids = re.findall(r'name="task" value="(\d+)"', page.text)
    answer = visitor.post("/desk/batch/done", {"verb": "read", "task": ids, "back": "/desk/?scope=copied"}, follow=True)
    assert "已标为已阅 2 件" in said(answer) and "未阅" not in said(answer)
    assert all(db.session().scalars(sa.select(Copy.read_at)))


def test_what_waits_for_an_answer_stands_in_one_list_for_both_sides(visitor: Visitor) -> None:
    task = verifying("citizen")[0]
    execute(supervise_task, actor=actor_of("supervisor"), task_id=task, reason="请说明进展", answer_by=DAY)
    enter(visitor, "handler")
    assert "有 1 件督办等您回复" in said(visitor.get("/desk/")) and "前回复" in said(visitor.get("/desk/?scope=group"))
    assert "请说明进展" in said(visitor.get("/desk/reminders"))
    assert f"/desk/tasks/{task}/respond" in visitor.get("/desk/reminders").text
    enter(visitor, "supervisor")
    assert "还没有回复的 1" in said(visitor.get("/desk/reminders"))
    enter(visitor, "handler")
    visitor.post(f"/desk/tasks/{task}/respond", {"text": "明天办结。"})
    assert "没有等您回复的督办" in said(visitor.get("/desk/reminders"))
    enter(visitor, "handler2")
    assert "请说明进展" not in said(visitor.get("/desk/reminders"))


@pytest.mark.parametrize(("verb", "given"), [("delegate", {"to": "legal", "reason": "请起草"}),
                                             ("copy", {"to": ["clerk"], "reason": "请知悉"})])
def test_a_batch_tells_of_each_what_became_of_it(visitor: Visitor, verb: str, given: dict[str, object]) -> None:
    mine, theirs = verifying("citizen", "citizen2")
    execute(claim_task, actor=actor_of("handler1b"), task_id=theirs)
    enter(visitor, "handler")
    ids = [str(mine), str(theirs)]
    assert "1 件，1 件不能" in said(visitor.post("/desk/batch", {"verb": verb, "task": ids}))
    assert visitor.post("/desk/batch/done", {"verb": verb, "task": ids}).status_code == 422
    answer = said(visitor.post("/desk/batch/done", {"verb": verb, "task": ids, **given}))
    assert "有 1 件没有" in answer and "王若溪已经签收" in answer


def test_a_supervisor_calls_for_answers_of_several_by_one_day(visitor: Visitor) -> None:
    ids = [str(one) for one in verifying("citizen", "citizen2")]
    enter(visitor, "supervisor")
    asked = {"verb": "supervise", "task": ids, "reason": "请说明进展", "back": "/supervisor/tasks"}
    far = visitor.post("/desk/batch/done", {**asked, "answer_by": "2030-01-01"})
    assert far.status_code == 422 and "60天以内" in said(far)
    assert db.session().scalar(sa.select(sa.func.count()).select_from(Reminder)) == 0
    done = visitor.post("/desk/batch/done", {**asked, "answer_by": DAY.isoformat()}, follow=True)
    assert "已督办 2 件" in said(done)


def test_no_batch_answers_a_form(visitor: Visitor) -> None:
    task = verifying("citizen")[0]
    enter(visitor, "handler")
    for verb in ("complete", "respond", "return"):
        assert visitor.post("/desk/batch/done", {"verb": verb, "task": str(task)}).status_code == 404
