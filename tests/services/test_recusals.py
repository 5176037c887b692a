"""回避: who steps aside, who decides, and how the case is closed for them at every door and for every move."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import Recusal
from app.queries import cases, recusals, task_page
from app.queries.offers import CHECKS
from app.queries.worklist import inbox
from app.services.add_signer import add_signer
from app.services.ask_recusal import ask_recusal
from app.services.claim_task import claim_task
from app.services.comment_case import comment_case
from app.services.complete_task import complete_task
from app.services.copy_task import copy_task
from app.services.decide_recusal import decide_recusal
from app.services.delegate_task import delegate_task
from app.services.drop_signer import drop_signer
from app.services.recall_task import recall_task
from app.services.recuse import recuse
from app.services.release_task import release_task
from app.services.remind_task import remind_task
from app.services.return_task import return_task
from app.services.save_task import save_task
from app.services.set_absence import set_absence
from app.services.take_back_task import take_back_task
from app.services.transfer_task import transfer_task
from tests.services.conftest import everything, hands_of, the_task, trail_of
from tests.support.house import actor_of
from tests.support.walk import case_of, do, open_tasks

WHY = {"ground": "relative", "reason": "申请人是我妻子的兄弟"}
# Every move of a task that one may make, with what is typed in; `recuse` itself among them.
MOVES: dict[str, tuple[Any, dict[str, Any]]] = {
    "save": (save_task, {"answers": {}}), "claim": (claim_task, {}), "release": (release_task, {}),
    "complete": (complete_task, {"answers": {}}), "return": (return_task, {"to": "assess", "reason": "补充"}),
    "transfer": (transfer_task, {"to": "handler1b", "reason": "出差"}),
    "delegate": (delegate_task, {"to": "handler1b", "reason": "起草"}), "take-back": (take_back_task, {}),
    "add-signer": (add_signer, {"to": "legal", "reason": "把关"}),
    "drop-signer": (drop_signer, {"signer": 1, "reason": "无关"}), "recuse": (recuse, WHY),
    "recall": (recall_task, {"reason": "修改"}), "remind": (remind_task, {"reason": "快一点"}),
    "copy": (copy_task, {"to": ["legal"], "reason": "知悉"}),
}


@pytest.fixture()
def aside(objection: Any, run: Any) -> str:
    """An objection from whose verification handler has stepped aside."""
    number = objection("verify")
    run(claim_task, "handler", task_id=the_task(number).id)
    run(recuse, "handler", task_id=the_task(number).id, **WHY)
    return number


def request_of(session: Any, number: str) -> Recusal:
    session.expire_all()
    return session.query(Recusal).filter_by(case_id=case_of(number).id).order_by(Recusal.id.desc()).first()


def test_stepping_aside_gives_the_work_back_and_waits_for_the_head(aside: str, session: Any) -> None:
    assert the_task(aside).assignee_id is None
    assert {"case:task:recused", "case:task:released"} <= set(trail_of(aside))
    (waiting,) = recusals.to_decide(session, actor_of("chief"))
    assert (waiting.person_name, waiting.ground, waiting.by) == ("周启明", "relative", "self")
    assert recusals.to_decide(session, actor_of("chief2")) == recusals.to_decide(session, actor_of("handler")) == ()


@pytest.mark.parametrize("word", MOVES)
def test_every_move_is_closed_to_who_has_stepped_aside(aside: str, run: Any, word: str) -> None:
    verb, args = MOVES[word]
    before = everything(aside)

    with pytest.raises(NotFound):
        run(verb, "handler", task_id=the_task(aside).id, **args)

    assert everything(aside) == before


def test_the_walk_over_moves_knows_every_move_of_the_table() -> None:
    theirs = {"supervise", "respond", "read"}  # the supervisor's, an answer to it, and a mark on a copy
    assert set(MOVES) == set(CHECKS) - theirs


def test_every_door_is_closed_too(aside: str, run: Any, session: Any) -> None:
    actor = actor_of("handler")
    assert aside not in {row.case for row in inbox(session, actor).items}
    assert aside not in {row.number for row in cases.list_cases(session, actor).items}
    for read in (lambda: task_page.find_task(session, actor, the_task(aside).id),
                 lambda: recusals.recusals_of(session, actor, aside),
                 lambda: run(comment_case, "handler", number=aside, text="看看")):
        with pytest.raises(NotFound) as refused:
            read()
        assert "回避" in refused.value.message


def test_nobody_gives_them_a_part_and_no_list_offers_them(aside: str, run: Any, session: Any) -> None:
    task = the_task(aside)
    for word, by in (("transfer", "chief"), ("delegate", "handler1b"), ("add-signer", "handler1b")):
        offered = {one.login for one in task_page.list_candidates(session, actor_of(by), task.id, word)}  # type: ignore[arg-type]
        assert "handler" not in offered and offered, word
    for verb, by in ((transfer_task, "chief"), (delegate_task, "handler1b"), (add_signer, "handler1b")):
        with pytest.raises((NotAllowed, Invalid)):
            run(verb, by, task_id=task.id, to="handler", reason="请办")
    with pytest.raises(Invalid):
        run(copy_task, "handler1b", task_id=task.id, to=["handler"], reason="知悉")


def test_neither_a_substitute_for_them_nor_they_for_another(aside: str, run: Any) -> None:
    """handler has stepped aside: handler1b does not act for them, and they do not act for handler1b."""
    days = {"from_on": date(2026, 11, 16), "until_on": date(2026, 11, 20), "reason": "休假"}
    run(set_absence, "handler", login="handler", substitute="legal", **days)
    with pytest.raises(NotAllowed):
        run(claim_task, "legal", task_id=the_task(aside).id)
    run(set_absence, "handler1b", login="handler1b", substitute="legal", **days)
    run(claim_task, "legal", task_id=the_task(aside).id)
    assert the_task(aside).assignee.login == "handler1b"  # type: ignore[union-attr]


def test_a_signer_who_steps_aside_leaves_the_organs_part_to_the_post(signing: Any, run: Any) -> None:
    number = signing("all")
    run(save_task, "chief", task_id=the_task(number).id, answers={"opinion": "agree"})

    run(recuse, "chief", task_id=the_task(number).id, **WHY)

    assert hands_of(number)[0].person_id is None and hands_of(number)[0].state == "open"


def test_granted_the_case_stays_closed_refused_it_is_open_again(aside: str, run: Any, session: Any) -> None:
    run(decide_recusal, "chief", recusal_id=request_of(session, aside).id, granted=False, reason="没有亲属关系")

    assert case_of(aside).recused == []
    run(claim_task, "handler", task_id=the_task(aside).id)
    with pytest.raises(Conflict) as again:
        run(decide_recusal, "chief", recusal_id=request_of(session, aside).id, granted=True, reason="再想想")
    assert again.value.by == "方国栋"


@pytest.mark.parametrize("login", ["handler1b", "chief2", "clerk", "oversight"])
def test_only_the_head_of_the_organ_and_the_supervisor_decide(aside: str, run: Any, session: Any, login: str) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        run(decide_recusal, login, recusal_id=request_of(session, aside).id, granted=True, reason="同意")


def test_nobody_decides_on_their_own(objection: Any, run: Any, session: Any) -> None:
    number = objection("sign")
    run(recuse, "reviewer", task_id=the_task(number).id, **WHY)
    with pytest.raises((NotAllowed, NotFound)):
        run(decide_recusal, "reviewer", recusal_id=request_of(session, number).id, granted=False, reason="不用")

    run(decide_recusal, "supervisor", recusal_id=request_of(session, number).id, granted=True, reason="应当回避")
    assert request_of(session, number).state == "granted"


def test_the_head_may_order_it_without_a_request(objection: Any, run: Any, session: Any) -> None:
    number = objection("verify")
    run(claim_task, "handler", task_id=the_task(number).id)
    run(recuse, "chief", task_id=the_task(number).id, person="handler", **WHY)

    assert request_of(session, number).state == "granted"
    with pytest.raises(NotFound):
        run(complete_task, "handler", task_id=the_task(number).id, answers={})
    with pytest.raises(NotAllowed):
        run(recuse, "handler1b", task_id=the_task(number).id, person="legal", **WHY)


def test_the_subject_asks_the_work_goes_on_and_the_head_says_who_is_meant(
    objection: Any, run: Any, session: Any
) -> None:
    number = objection("verify")
    run(ask_recusal, "citizen", number=number, whom="核查的周同志", **WHY)
    with pytest.raises(Conflict):
        run(ask_recusal, "citizen", number=number, whom="核查的周同志", **WHY)
    run(claim_task, "handler", task_id=the_task(number).id)

    decision = {"recusal_id": request_of(session, number).id, "granted": True, "reason": "属实"}
    with pytest.raises(Invalid) as refused:
        run(decide_recusal, "chief", **decision)
    run(decide_recusal, "chief", **decision, person="handler")

    assert list(refused.value.errors) == ["person"]
    assert the_task(number).assignee_id is None
    (told,) = recusals.recusals_of(session, actor_of("citizen"), number)
    assert (told.state, told.decision, told.person_name, told.decider) == ("granted", "属实", None, None)
    do(number, "verify", {"finding": "right"}, by="handler1b")
    assert [t.node for t in open_tasks(number)] == ["opinion"]


@pytest.mark.parametrize(("change", "field"), [({"ground": "dislike"}, "ground"), ({"reason": " "}, "reason")])
def test_a_ground_of_the_law_and_a_reason_are_needed(
    objection: Any, run: Any, change: dict[str, Any], field: str
) -> None:
    number = objection("verify")
    before = everything(number)

    with pytest.raises(Invalid) as refused:
        run(recuse, "handler", task_id=the_task(number).id, **{**WHY, **change})

    assert list(refused.value.errors) == [field]
    assert everything(number) == before


def test_only_the_subject_asks_and_only_while_it_runs(objection: Any, run: Any) -> None:
    number = objection("verify")
    with pytest.raises((NotAllowed, NotFound)):
        run(ask_recusal, "citizen2", number=number, whom="周", **WHY)
    with pytest.raises(NotAllowed):
        run(ask_recusal, "clerk", number=number, whom="周", **WHY)
    with pytest.raises(Invalid) as refused:
        run(ask_recusal, "citizen", number=number, whom="", **WHY)
    assert list(refused.value.errors) == ["whom"]
