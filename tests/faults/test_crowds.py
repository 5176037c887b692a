"""Many at one thing at once: one of them gets it, the others get a sentence, and nothing is done twice or by half."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app import clock
from app.clock import frozen
from app.delivery import DeliveryFailed
from app.errors import Conflict, Refusal
from app.extensions import db
from app.jobs import outbox
from app.jobs.deadlines import sweep
from app.models import Case, Outbox
from app.queries.proof import verify
from app.services.claim_task import claim_task
from app.services.complete_task import complete_task
from app.services.execute import execute
from app.services.house import house
from app.services.transfer_task import transfer_task
from app.services.withdraw_case import withdraw_case
from app.services.world import World
from tests.conftest import MONDAY
from tests.services.conftest import the_task, trail_of
from tests.services.test_together import at_once
from tests.support.house import actor_of
from tests.support.walk import by_example, case_of, do, open_tasks, tell


def whole() -> bool:
    broken = verify(db.session()).broken
    db.session.remove()
    return broken is None


def completions(number: str, login: str, named: dict[str, Any], many: int) -> list[Callable[[], Any]]:
    """The same good answers to the open task, so many times."""
    task, actor = the_task(number), actor_of(login)
    case = db.session().get_one(Case, task.case_id)
    form = house().release(db.session(), case.release_id).procedure.forms[task.form]
    answers = by_example(form, World(db.session(), actor, clock.now(), case=case, task=task), named)
    act = lambda task_id=task.id: execute(complete_task, actor=actor, task_id=task_id, answers=answers)  # noqa: E731
    return [act] * many


def test_of_sixteen_who_complete_one_task_one_does(app: Flask, objection: Any) -> None:
    number = objection("assess")
    acts = completions(number, "clerk", {"checker": "source"}, 16)
    db.session.remove()

    results = at_once(app, *acts)

    assert sum(isinstance(one, Conflict) for one in results) == 15, results
    assert [task.node for task in open_tasks(number)] == ["verify"]
    assert trail_of(number).count("case:task:completed") == 2  # register and assess
    assert whole()


def test_an_answer_and_its_last_day_at_once_are_one_or_the_other(app: Flask, objection: Any) -> None:
    """The event that comes first at an event-based gateway takes it; the other finds nobody waiting."""
    number = objection("register")
    do(number, "register", {"intake": "incomplete"})
    later = MONDAY + timedelta(days=60)
    db.session.remove()

    results = at_once(app, lambda: tell(number, "supplement", "citizen"), lambda: sweep(later))

    (task,) = [one for one in open_tasks(number) if one.node.startswith("sp_")]
    assert isinstance(results[0], Refusal) == (task.node == "sp_expired"), results
    assert trail_of(number).count("case:message:received") == (task.node == "sp_check")
    assert whole()


def test_claims_transfers_and_a_withdrawal_at_once_leave_one_truth(app: Flask, objection: Any) -> None:
    number = objection("verify")
    task_id, citizen = the_task(number).id, actor_of("citizen")
    pair = [actor_of(login) for login in ("handler", "handler1b")]
    db.session.remove()
    claims = [lambda a=a: execute(claim_task, actor=a, task_id=task_id) for a in pair * 2]
    moves = [lambda a=a, to=to: execute(transfer_task, actor=a, task_id=task_id, to=to, reason="出差，请代为核实。")
             for a, to in zip(pair, ("handler1b", "handler"), strict=True)]

    results = at_once(app, *claims, *moves,
                      lambda: execute(withdraw_case, actor=citizen, number=number, reason="不再坚持，撤回异议。"))

    assert not isinstance(results[-1], Refusal)
    assert case_of(number).outcome == "e_withdrawn" and open_tasks(number) == []
    assert trail_of(number).count("case:closed") == 1
    assert whole()


def test_while_a_receiver_hangs_the_house_goes_on(app: Flask, objection: Any, monkeypatch: Any) -> None:
    """No transaction is open while a message is on its way: a slow mail server keeps nobody from anything."""
    number = objection("assess")
    hangs, go = threading.Event(), threading.Event()

    def slow(*_: Any) -> None:
        hangs.set()
        go.wait(60)
        raise DeliveryFailed("no answer in time", retry=True)

    monkeypatch.setattr(outbox, "deliver", slow)
    sender = threading.Thread(target=sending, args=(app, MONDAY))
    db.session.remove()
    sender.start()
    try:
        assert hangs.wait(30)
        do(number, "assess", {"checker": "source"})
        assert sweep(MONDAY + timedelta(days=60)).fired
        assert go.is_set() is False
    finally:
        go.set()
        sender.join(60)

    again = db.session().scalars(sa.select(Outbox).where(Outbox.tries > 0)).all()
    assert again and all(row.sent_at is None and row.next_at is not None and "no answer" in row.error for row in again)
    assert whole()


def sending(app: Flask, now: Any) -> None:
    with app.app_context(), frozen(now), suppress(Refusal):
        outbox.send_outbox(now, limit=1)
        db.session.remove()
