"""Claim, release, save, transfer, return, recall: the moves of an office, each with its refusals and its trail."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.extensions import db
from app.models import Task
from app.queries.task_page import find_task
from app.services.claim_task import claim_task
from app.services.recall_task import recall_task
from app.services.release_task import release_task
from app.services.return_task import return_task
from app.services.save_task import save_task
from app.services.see_task import see_task
from app.services.transfer_task import transfer_task
from tests.services.conftest import everything, the_task, trail_of
from tests.support.house import actor_of, records_of
from tests.support.walk import case_of, do, open_case, open_tasks


def test_a_claimed_task_is_its_claimers_and_the_second_reads_who_was_faster(objection: Any, run: Any) -> None:
    number = objection("verify")
    task = the_task(number)
    run(claim_task, "handler", task_id=task.id)
    before = everything(number)

    with pytest.raises(Conflict) as refused:
        run(claim_task, "handler1b", task_id=task.id)

    assert refused.value.by == "周启明"
    assert everything(number) == before
    assert "case:task:claimed" in trail_of(number)


def test_a_released_task_is_anybodys_of_the_group_again(objection: Any, run: Any) -> None:
    number = objection("verify")
    task = the_task(number)
    run(claim_task, "handler", task_id=task.id)
    run(release_task, "handler", task_id=task.id)

    run(claim_task, "handler1b", task_id=task.id)

    assert the_task(number).assignee_id is not None


def test_releasing_what_nobody_claimed_is_refused(objection: Any, run: Any) -> None:
    with pytest.raises(Conflict):
        run(release_task, "handler", task_id=the_task(objection("verify")).id)


def test_a_draft_is_kept_as_it_is_and_checked_only_at_the_end(objection: Any, run: Any) -> None:
    number = objection("verify")
    run(save_task, "handler", task_id=the_task(number).id, answers={"explanation": "还没写完"})

    assert the_task(number).saved == {"explanation": "还没写完"}
    assert trail_of(number)[-1] == "case:task:claimed"


def test_saving_again_leaves_no_second_trace(objection: Any, run: Any) -> None:
    number = objection("verify")
    for text in ("还", "还没", "还没写完"):
        run(save_task, "handler", task_id=the_task(number).id, answers={"explanation": text})

    assert the_task(number).saved == {"explanation": "还没写完"}
    assert trail_of(number).count("case:task:claimed") == 1


@pytest.mark.parametrize("answers", ["text", {"explanation": "长" * 100_000}])
def test_a_draft_that_is_no_object_or_too_large_is_refused(objection: Any, run: Any, answers: Any) -> None:
    number = objection("verify")

    with pytest.raises(Invalid):
        run(save_task, "handler", task_id=the_task(number).id, answers=answers)

    assert the_task(number).saved is None


def test_transferring_needs_a_reason_and_a_person_who_may_do_it(objection: Any, run: Any) -> None:
    number = objection("verify")
    task = the_task(number)

    with pytest.raises(Invalid) as no_reason:
        run(transfer_task, "handler", task_id=task.id, to="handler1b", reason=" ")
    with pytest.raises(Invalid) as wrong_person:
        run(transfer_task, "handler", task_id=task.id, to="clerk", reason="外出")
    run(transfer_task, "handler", task_id=task.id, to="handler1b", reason="外出培训一周")

    assert "reason" in no_reason.value.errors and "to" in wrong_person.value.errors
    with pytest.raises(Conflict):
        run(claim_task, "handler", task_id=task.id)
    assert "case:task:transferred" in trail_of(number)


def test_the_chief_may_hand_over_a_task_that_another_holds(objection: Any, run: Any) -> None:
    task = the_task(objection("verify"))
    run(claim_task, "handler", task_id=task.id)

    assert run(transfer_task, "chief", task_id=task.id, to="handler1b", reason="周启明休假")["assignee"] == "handler1b"


def test_a_colleague_cannot_take_a_task_away(objection: Any, run: Any) -> None:
    task = the_task(objection("verify"))
    run(claim_task, "handler", task_id=task.id)

    with pytest.raises(Conflict):
        run(transfer_task, "handler1b", task_id=task.id, to="handler1b", reason="我来")


def test_a_returned_task_comes_back_to_who_did_it_with_the_reason_and_its_answers(objection: Any, run: Any) -> None:
    number = objection("sign")

    run(return_task, "reviewer", task_id=the_task(number).id, to="opinion", reason="理由写得不够具体")

    back = the_task(number)
    assert back.node == "opinion"
    assert back.note == "理由写得不够具体"
    assert back.saved is not None and back.saved["next"] == "sign"
    assert back.assignee is not None and back.assignee.login == "clerk"
    assert "case:task:returned" in trail_of(number)


def test_straight_back_returns_to_the_one_who_sent_it_without_the_way_between(objection: Any, run: Any) -> None:
    number = objection("sign")
    run(return_task, "reviewer", task_id=the_task(number).id, to="assess", reason="核查单位选错了", straight_back=True)

    do(number, "assess", {"checker": "self"})

    assert [t.node for t in open_tasks(number)] == ["sign"]


@pytest.mark.parametrize("to", ["register", "sign", "nowhere", "verify"])
def test_one_cannot_return_to_a_step_that_does_not_lie_behind(objection: Any, run: Any, to: str) -> None:
    number = objection("assess")
    before = everything(number)

    with pytest.raises((Invalid, Conflict)):
        run(return_task, "clerk", task_id=the_task(number).id, to=to, reason="试试")

    assert everything(number) == before


def test_returning_needs_a_reason(objection: Any, run: Any) -> None:
    with pytest.raises(Invalid) as refused:
        run(return_task, "reviewer", task_id=the_task(objection("sign")).id, to="opinion", reason="")

    assert "reason" in refused.value.errors


def test_what_was_just_done_can_be_recalled_while_nobody_has_opened_the_next_step(objection: Any, run: Any) -> None:
    number = objection("opinion")
    task = the_task(number)
    do(number, "opinion", {"next": "sign", "decisions": [{"outcome": "keep"}]})

    run(recall_task, "clerk", task_id=task.id)

    assert [t.node for t in open_tasks(number)] == ["opinion"]
    assert "case:task:recalled" in trail_of(number)


def test_once_the_next_has_opened_it_there_is_no_recall(objection: Any, run: Any) -> None:
    number = objection("opinion")
    task = the_task(number)
    do(number, "opinion", {"next": "sign", "decisions": [{"outcome": "keep"}]})
    run(see_task, "reviewer", task_id=the_task(number).id)
    before = everything(number)

    with pytest.raises(Conflict) as refused:
        run(recall_task, "clerk", task_id=task.id)

    assert refused.value.code == "cannot_recall"
    assert everything(number) == before


def test_a_step_whose_letter_went_out_cannot_be_recalled(objection: Any, run: Any) -> None:
    number = objection("register")
    task = the_task(number)
    do(number, "register", {"intake": "accept"})  # the letter of acceptance is out

    with pytest.raises(Conflict):
        run(recall_task, "clerk", task_id=task.id)


def test_nobody_recalls_anothers_step(objection: Any, run: Any) -> None:
    number = objection("opinion")
    task = the_task(number)
    do(number, "opinion", {"next": "sign", "decisions": [{"outcome": "keep"}]})

    with pytest.raises((NotAllowed, NotFound)):
        run(recall_task, "handler", task_id=task.id)


def test_a_step_whose_letter_has_reached_the_subject_is_closed_and_later_ones_are_not(objection: Any, run: Any) -> None:
    at_sign = find_task(db.session(), actor_of("reviewer"), the_task(objection("sign")).id)
    assert {to.node for to in at_sign.return_to} == {"assess", "opinion"}

    way = [("register", {"intake": "accept"}), ("assess", {"checker": "self"}), ("self_check", {"finding": "wrong"}),
           ("opinion", {"next": "sign", "decisions": [{"outcome": "stop"}]}), ("sign", {"signature": "agree"})]
    named = {"records": records_of("citizen", "market_regulator")[:1], "service": {"method": "direct"}}
    number = open_case("citizen", "objection", door="filed_source", named=named).number
    for node, answers in way:
        do(number, node, answers)
    serving = find_task(db.session(), actor_of("handler"), the_task(number, "sv_method").id)
    assert the_task(number, "sv_method").ways == [[at_sign_scope(number), "serve_result"]]
    assert serving.return_to == () and "return" not in serving.can  # the letter with the result is out


def at_sign_scope(number: str) -> str:
    query = sa.select(Task.scope).where(Task.case_id == case_of(number).id, Task.node == "sign")
    return str(db.session().scalar(query))
