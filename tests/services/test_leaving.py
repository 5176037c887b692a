"""Posts given and taken, a leaver's work handed over in one move, filters kept, letters previewed."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.extensions import db
from app.models import Document, Said, Task, TrailRow
from app.queries.saved_filters import saved_filters
from app.services.claim_task import claim_task
from app.services.drop_filter import drop_filter
from app.services.end_post import end_post
from app.services.give_post import give_post
from app.services.hand_over_tasks import hand_over_tasks
from app.services.preview_letters import preview_letters
from app.services.save_filter import save_filter
from tests.support.house import actor_of
from tests.support.staged import objection_at, task_id
from tests.support.walk import case_of


def holder(task: int) -> int | None:
    db.session.rollback()
    return db.session().scalar(sa.select(Task.assignee_id).where(Task.id == task))


@pytest.fixture()
def held(run: Any) -> int:
    """A task in handler's hands."""
    task = task_id(objection_at("verify"), "verify")
    run(claim_task, "handler", task_id=task)
    return task


def test_a_leavers_open_tasks_go_to_a_colleague_of_the_same_post_with_a_trail(run: Any, held: int) -> None:
    done = run(hand_over_tasks, "admin", login="handler", to="handler1b", reason="调离")
    assert (done.moved, done.left) == (1, 0)
    assert holder(held) == actor_of("handler1b").person_id
    case = db.session().scalar(sa.select(Task.case_id).where(Task.id == held))
    said = (sa.select(Said.words).join(TrailRow, sa.and_(TrailRow.stream == Said.stream, TrailRow.n == Said.n))
            .where(TrailRow.stream == case, TrailRow.what == "case:task:transferred"))
    assert db.session().scalars(said).all() == ["调离"]


def test_nothing_is_handed_to_somebody_without_the_post(run: Any, held: int) -> None:
    with pytest.raises(Conflict, match="俞清和没有这些待办要的岗位"):
        run(hand_over_tasks, "admin", login="handler", to="handler2", reason="调离")
    assert holder(held) == actor_of("handler").person_id


@pytest.mark.parametrize(("to", "reason", "field"), [("handler1b", " ", "reason"), ("", "调离", "to"),
                                                     ("handler", "调离", "to"), ("nobody", "调离", "to")])
def test_a_hand_over_wants_a_receiver_and_a_reason(run: Any, held: int, to: str, reason: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        run(hand_over_tasks, "admin", login="handler", to=to, reason=reason)
    assert list(refused.value.errors) == [field]


def test_only_the_system_administrator_hands_over(run: Any, held: int) -> None:
    for login in ("clerk", "supervisor", "secadmin", "auditadmin"):
        with pytest.raises(NotAllowed):
            run(hand_over_tasks, login, login="handler", to="handler1b", reason="调离")


def test_a_post_taken_frees_the_work_that_hung_on_it(run: Any, held: int) -> None:
    post = actor_of("handler").posts[0].id
    freed = run(end_post, "secadmin", post_id=post)
    assert freed == 1
    assert holder(held) is None
    with pytest.raises(NotFound):
        run(end_post, "secadmin", post_id=post)


def test_a_post_given_is_held_at_once_and_not_twice(run: Any) -> None:
    run(give_post, "secadmin", login="member1", role="dept_handler", organisation="market_regulator")
    assert "dept_handler" in actor_of("member1").roles
    with pytest.raises(Conflict, match="已经有这个岗位"):
        run(give_post, "secadmin", login="member1", role="dept_handler", organisation="market_regulator")
    with pytest.raises(Invalid):
        run(give_post, "secadmin", login="member1", role="king")
    with pytest.raises(NotFound):
        run(give_post, "secadmin", login="nobody", role="expert")


def test_a_filter_is_kept_for_oneself_replaced_by_its_name_and_dropped(run: Any) -> None:
    session = db.session()
    first = run(save_filter, "clerk", name="本周到期", query="scope=mine&due=week")
    assert run(save_filter, "clerk", name=" 本周到期 ", query="due=late") == first
    assert [(f.name, f.query) for f in saved_filters(session, actor_of("clerk"))] == [("本周到期", "due=late")]
    assert saved_filters(session, actor_of("handler")) == ()
    with pytest.raises(NotFound):
        run(drop_filter, "handler", filter_id=first)
    run(drop_filter, "clerk", filter_id=first)
    session.rollback()
    assert saved_filters(session, actor_of("clerk")) == ()


@pytest.mark.parametrize("name", ["", "  ", "长" * 41])
def test_a_filter_wants_a_short_name(run: Any, name: str) -> None:
    with pytest.raises(Invalid):
        run(save_filter, "clerk", name=name, query="due=late")


def test_thirty_filters_are_enough(run: Any) -> None:
    for n in range(30):
        run(save_filter, "clerk", name=f"第{n}个", query="")
    with pytest.raises(Conflict, match="最多存30个"):
        run(save_filter, "clerk", name="再来一个", query="")


def test_a_preview_shows_the_letter_without_number_and_changes_nothing(run: Any, app: Any) -> None:
    number = objection_at("assess")
    task = task_id(number, "assess")
    before = (case_of(number).version, case_of(number).trail_n, kept_files(app))
    found = run(preview_letters, "clerk", task_id=task,
                answers={"checker": "source", "question": "请核实处罚决定书的文号、日期和内容，并提供扫描件。"})
    assert [(one.letter, one.recipient) for one in found] == [("verification", "宁波市市场监督管理局")]
    assert found[0].rendered.pdf.startswith(b"%PDF")
    assert "文号待编" in found[0].rendered.number
    assert "请核实处罚决定书的文号" in str(found[0].rendered.blocks)
    assert (case_of(number).version, case_of(number).trail_n, kept_files(app)) == before
    letters = db.session().scalars(sa.select(Document.letter)).all()
    assert "verification" not in letters


def kept_files(app: Any) -> int:
    return sum(1 for path in app.extensions["house"].files.root.rglob("*") if path.is_file())


def test_a_preview_refuses_what_completing_would_refuse(run: Any) -> None:
    task = task_id(objection_at("assess"), "assess")
    with pytest.raises(Invalid) as refused:
        run(preview_letters, "clerk", task_id=task, answers={})
    assert "checker" in refused.value.errors
    with pytest.raises(NotFound):
        run(preview_letters, "handler2", task_id=task, answers={})
