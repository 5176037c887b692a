"""Remind, call for an answer, answer, copy, read: what people tell each other about a task."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.clock import frozen, now
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.extensions import db
from app.models import Copy, Outbox, Reminder
from app.queries.case_page import find_case
from app.queries.cases import list_cases
from app.queries.seen import see_case
from app.queries.task_page import find_task
from app.queries.worklist import inbox
from app.queries.workload import unread, workload
from app.services.claim_task import claim_task
from app.services.comment_case import comment_case
from app.services.copy_task import copy_task
from app.services.outbox import claim_message
from app.services.read_task import read_task
from app.services.remind_task import remind_task
from app.services.respond_task import respond_task
from app.services.supervise_task import supervise_task
from app.services.transfer_task import transfer_task
from tests.conftest import MONDAY
from tests.services.conftest import everything, the_task, trail_of
from tests.services.test_together import at_once
from tests.support.house import actor_of

ASK = {"reason": "请说明为什么还没有核查", "answer_by": MONDAY.date() + timedelta(days=3)}


def can(number: str, login: str) -> tuple[str, ...]:
    db.session.rollback()
    return find_task(db.session(), actor_of(login), the_task(number).id).can


def receivers(what: str, run: Any) -> set[str]:
    """Whom the last notice of that kind goes to."""
    rows = [r for r in db.session().scalars(sa.select(Outbox).order_by(Outbox.id)) if r.payload.get("what") == what]
    found = run(claim_message, "clerk", outbox_id=rows[-1].id)
    return {part["to"].partition("@")[0] for part in found.parts}


def test_a_reminder_stands_on_the_task_and_goes_to_its_holder(objection: Any, run: Any) -> None:
    number = objection("verify")
    task = the_task(number)
    run(claim_task, "handler", task_id=task.id)

    run(remind_task, "clerk", task_id=task.id, reason="后天到期，请尽快核查")

    shown = find_task(db.session(), actor_of("handler"), task.id).reminders
    assert [(r.by, r.text, r.answer_by) for r in shown] == [("陈思远", "后天到期，请尽快核查", None)]
    assert trail_of(number)[-1] == "case:task:reminded"
    assert receivers("reminded", run) == {"handler"}


def test_a_task_that_nobody_holds_reminds_everybody_who_could(objection: Any, run: Any) -> None:
    number = objection("verify")
    run(remind_task, "clerk", task_id=the_task(number).id, reason="请尽快签收")

    assert {"handler", "handler1b"} <= receivers("reminded", run)


def test_one_reminds_once_a_day_and_a_task_is_reminded_of_three_times_at_most(objection: Any, run: Any) -> None:
    task = the_task(objection("verify"))
    run(remind_task, "clerk", task_id=task.id, reason="请尽快")
    with pytest.raises(Conflict) as nagging:
        run(remind_task, "clerk", task_id=task.id, reason="请尽快")
    run(remind_task, "reviewer", task_id=task.id, reason="请尽快")
    run(remind_task, "chief", task_id=task.id, reason="请尽快")
    with pytest.raises(Conflict) as enough:
        run(remind_task, "supervisor", task_id=task.id, reason="请尽快")
    assert "remind" not in can(task.case.number, "clerk")

    with frozen(now() + timedelta(hours=25)):
        run(remind_task, "clerk", task_id=task.id, reason="还没有办")

    assert nagging.value.code == enough.value.code == "reminded_already"
    assert nagging.value.by == "陈思远"


@pytest.mark.parametrize(("who", "kind"), [("handler2", NotFound), ("citizen", NotFound), ("oversight", NotAllowed)])
def test_who_has_no_part_in_a_case_does_not_remind(objection: Any, run: Any, who: str, kind: type[Exception]) -> None:
    number = objection("verify")
    before = everything(number)
    with pytest.raises(kind):
        run(remind_task, who, task_id=the_task(number).id, reason="快点")
    assert everything(number) == before


def test_one_does_not_remind_oneself_nor_without_a_word(objection: Any, run: Any) -> None:
    task = the_task(objection("verify"))
    run(claim_task, "handler", task_id=task.id)
    with pytest.raises(Conflict):
        run(remind_task, "handler", task_id=task.id, reason="快")
    with pytest.raises(Invalid) as empty:
        run(remind_task, "clerk", task_id=task.id, reason=" ")
    assert "reason" in empty.value.errors


def test_a_call_for_an_answer_is_answered_by_the_holder_and_told_to_the_supervisor(objection: Any, run: Any) -> None:
    number = objection("verify")
    task = the_task(number)
    run(claim_task, "handler", task_id=task.id)
    run(supervise_task, "supervisor", task_id=task.id, **ASK)

    assert "respond" in can(number, "handler") and "respond" not in can(number, "clerk")
    with pytest.raises(Conflict):
        run(respond_task, "handler1b", task_id=task.id, said="我来回复")
    run(respond_task, "handler", task_id=task.id, said="已调取原始卷宗，明天办结")

    shown = find_task(db.session(), actor_of("supervisor"), task.id).reminders[0]
    assert (shown.answer, shown.answered_by) == ("已调取原始卷宗，明天办结", "周启明")
    assert shown.answer_by == ASK["answer_by"]
    assert trail_of(number)[-2:] == ["case:task:supervised", "case:task:answered"]
    assert receivers("answered", run) == {"supervisor"}
    assert "respond" not in can(number, "handler")


@pytest.mark.parametrize("day", [None, date(2020, 1, 1), date(2099, 1, 1)])
def test_a_call_for_an_answer_names_a_day_that_can_be_met(objection: Any, run: Any, day: date | None) -> None:
    with pytest.raises(Invalid) as refused:
        run(supervise_task, "supervisor", task_id=the_task(objection("verify")).id, reason="请回复", answer_by=day)
    assert "answer_by" in refused.value.errors


def test_only_the_supervisor_calls_for_an_answer(objection: Any, run: Any) -> None:
    with pytest.raises(NotAllowed):
        run(supervise_task, "reviewer", task_id=the_task(objection("verify")).id, **ASK)


def test_who_was_copied_reads_the_case_and_changes_nothing(objection: Any, run: Any) -> None:
    number = objection("verify")
    task = the_task(number)
    with pytest.raises(NotFound):
        see_case(db.session(), actor_of("legal2"), number)

    run(copy_task, "handler", task_id=task.id, to=["legal2"], reason="涉及贵局的处罚决定")

    reader = actor_of("legal2")
    seen = find_case(db.session(), reader, number)
    assert (seen.can, [(c.to, c.mine, c.read_at) for c in seen.copies]) == ((), [("潘文博", True, None)])
    assert find_task(db.session(), reader, task.id).can == ("read",)
    assert number in {c.number for c in list_cases(db.session(), reader).items}
    for verb, more in ((claim_task, {}), (remind_task, {"reason": "快"}), (copy_task, {"to": ["legal"], "reason": "x"}),
                       (transfer_task, {"to": "handler1b", "reason": "x"})):
        with pytest.raises(NotAllowed):
            run(verb, "legal2", task_id=task.id, **more)
    with pytest.raises(NotAllowed):
        run(comment_case, "legal2", number=number, text="说一句")


def test_a_copy_is_in_the_list_of_its_receiver_until_it_is_read(objection: Any, run: Any) -> None:
    number = objection("verify")
    task = the_task(number)
    run(copy_task, "handler", task_id=task.id, to=["legal2"], reason="请知悉")
    reader = actor_of("legal2")
    assert len(unread(db.session(), reader)) == 1

    assert run(read_task, "legal2", task_id=task.id) == {"id": task.id, "read": 1}

    assert not unread(db.session(), reader)
    assert workload(db.session(), reader, now())[0]["copied"].count == 1
    assert [one.id for one in inbox(db.session(), reader, scope="copied").items] == [task.id]
    assert trail_of(number)[-2:] == ["case:task:copied", "case:task:read"]
    with pytest.raises(Conflict):
        run(read_task, "legal2", task_id=task.id)


def test_a_copy_to_a_post_is_read_by_whoever_holds_it(objection: Any, run: Any) -> None:
    number = objection("verify")
    task = the_task(number)
    run(copy_task, "handler", task_id=task.id, to=["credit_authority_chief@credit_authority"], reason="请知悉")

    assert find_case(db.session(), actor_of("authority_chief"), number).copies[0].mine
    run(read_task, "authority_chief", task_id=task.id)
    with pytest.raises(NotFound):
        see_case(db.session(), actor_of("authority"), number)


@pytest.mark.parametrize("to", [[], ["citizen"], ["company"], ["admin"], ["supplier"], ["nobody"], ["x@y"], "legal2",
                                [None], ["legal2"] * 31], ids=str)
def test_nobody_without_a_right_to_know_is_copied(objection: Any, run: Any, to: Any) -> None:
    number = objection("verify")
    before = everything(number)
    with pytest.raises(Invalid) as refused:
        run(copy_task, "handler", task_id=the_task(number).id, to=to, reason="请知悉")
    assert "to" in refused.value.errors
    assert everything(number) == before


def test_copying_twice_is_once(objection: Any, run: Any) -> None:
    task = the_task(objection("verify"))
    run(copy_task, "handler", task_id=task.id, to=["legal2"], reason="请知悉")
    assert run(copy_task, "handler", task_id=task.id, to=["legal2"], reason="请知悉")["copied"] == 0


def at_the_same_time(app: Any, run: Any, verb: Callable[..., Any], *logins: str, **args: Any) -> list[Any]:
    db.session.remove()
    return at_once(app, *[lambda login=login: run(verb, login, **args) for login in logins])


@pytest.mark.parametrize(("verb", "login", "args", "table", "kind"), [
    (remind_task, "clerk", {"reason": "请尽快"}, Reminder, Conflict),
    (copy_task, "handler", {"to": ["legal2"], "reason": "请知悉"}, Copy, dict)])
def test_of_two_at_once_one_is_kept(app: Any, objection: Any, run: Any, verb: Any, login: str, args: dict[str, Any],
                                    table: Any, kind: type) -> None:
    task = the_task(objection("verify"))
    told = at_the_same_time(app, run, verb, login, login, task_id=task.id, **args)

    assert sum(isinstance(one, kind) for one in told) == (1 if kind is Conflict else 2)
    assert db.session().scalar(sa.select(sa.func.count()).select_from(table)) == 1


def test_two_answers_at_once_are_one(app: Any, objection: Any, run: Any) -> None:
    task = the_task(objection("verify"))
    run(claim_task, "handler", task_id=task.id)
    run(supervise_task, "supervisor", task_id=task.id, **ASK)

    told = at_the_same_time(app, run, respond_task, "handler", "handler", task_id=task.id, said="已办")

    assert sorted(type(one).__name__ for one in told) == ["Conflict", "dict"]


def test_two_readings_at_once_are_one(app: Any, objection: Any, run: Any) -> None:
    task = the_task(objection("verify"))
    run(copy_task, "handler", task_id=task.id, to=["legal2"], reason="请知悉")

    told = at_the_same_time(app, run, read_task, "legal2", "legal2", task_id=task.id)

    assert sorted(type(one).__name__ for one in told) == ["Conflict", "dict"]
