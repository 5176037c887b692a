"""委派 and taking back: a colleague drafts, the delegator stays responsible, reads the draft and completes."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import Conflict, Invalid, NotAllowed
from app.queries.task_page import find_task
from app.queries.worklist import inbox
from app.services.claim_task import claim_task
from app.services.complete_task import complete_task
from app.services.delegate_task import delegate_task
from app.services.release_task import release_task
from app.services.save_task import save_task
from app.services.take_back_task import take_back_task
from app.services.transfer_task import transfer_task
from tests.services.conftest import everything, hands_of, the_task, trail_of
from tests.support.house import actor_of
from tests.support.walk import case_of, do, open_tasks


@pytest.fixture()
def delegated(objection: Any, run: Any) -> str:
    """An objection whose verification handler has delegated to handler1b."""
    number = objection("verify")
    run(delegate_task, "handler", task_id=the_task(number).id, to="handler1b", reason="请先起草核查结论")
    return number


def test_the_draft_comes_back_to_the_delegator_who_completes(delegated: str, run: Any, session: Any) -> None:
    task = the_task(delegated)
    do(delegated, "verify", {"finding": "wrong"}, by="handler1b")

    assert [t.node for t in open_tasks(delegated)] == ["verify"]
    view = find_task(session, actor_of("handler"), task.id)
    assert view.saved is not None and view.saved["finding"] == "wrong" and "complete" in view.can
    do(delegated, "verify", {"finding": "wrong"}, by="handler")

    done = next(t for t in case_of(delegated).tasks if t.id == task.id)
    assert done.assignee is not None and done.assignee.login == "handler"
    assert [what for what in trail_of(delegated) if what.startswith("case:task:d")] == [
        "case:task:delegated", "case:task:drafted"]


def test_while_it_is_away_the_delegator_sees_the_draft_and_does_nothing_but_take_it_back(
    delegated: str, run: Any, session: Any
) -> None:
    task = the_task(delegated)
    run(save_task, "handler1b", task_id=task.id, answers={"explanation": "正在写"})

    view = find_task(session, actor_of("handler"), task.id)
    with pytest.raises(Conflict) as refused:
        do(delegated, "verify", {"finding": "wrong"}, by="handler")

    assert view.saved == {"explanation": "正在写"}
    assert "take-back" in view.can and not {"complete", "return", "delegate", "add-signer"} & set(view.can)
    assert refused.value.code == "delegated" and "王若溪" in refused.value.message


def test_the_delegate_drafts_and_decides_nothing_else(delegated: str, session: Any) -> None:
    view = find_task(session, actor_of("handler1b"), the_task(delegated).id)

    assert view.seat == "delegate"
    assert set(view.can) >= {"save", "complete", "release"}
    assert not {"return", "delegate", "add-signer", "take-back", "claim"} & set(view.can)
    assert [row.seat for row in inbox(session, actor_of("handler1b"), scope="mine").items] == ["delegate"]


def test_what_is_taken_back_is_the_delegators_alone_and_keeps_the_draft(delegated: str, run: Any) -> None:
    task = the_task(delegated)
    run(save_task, "handler1b", task_id=task.id, answers={"explanation": "正在写"})
    run(take_back_task, "handler", task_id=task.id)

    with pytest.raises(Conflict):
        do(delegated, "verify", {"finding": "wrong"}, by="handler1b")
    with pytest.raises(Conflict) as again:
        run(take_back_task, "handler", task_id=task.id)

    assert the_task(delegated).saved == {"explanation": "正在写"}
    assert again.value.code == "not_delegated"


def test_a_delegate_may_give_it_back_undone(delegated: str, run: Any) -> None:
    run(release_task, "handler1b", task_id=the_task(delegated).id)

    assert [hand.state for hand in hands_of(delegated)] == ["dropped"]
    assert the_task(delegated).assignee.login == "handler"  # type: ignore[union-attr]


def test_the_draft_has_to_be_whole(delegated: str, run: Any) -> None:
    before = everything(delegated)

    with pytest.raises(Invalid):
        run(complete_task, "handler1b", task_id=the_task(delegated).id, answers={})

    assert everything(delegated) == before


def test_handed_over_by_the_head_the_delegation_ends(delegated: str, run: Any) -> None:
    run(transfer_task, "chief", task_id=the_task(delegated).id, to="handler1b", reason="周启明休假")

    assert [hand.state for hand in hands_of(delegated)] == ["dropped"]
    do(delegated, "verify", {"finding": "wrong"}, by="handler1b")
    assert [t.node for t in open_tasks(delegated)] == ["opinion"]


@pytest.mark.parametrize(("to", "reason", "field"), [("handler1b", "", "reason"), ("handler2", "起草", "to"),
                                                     ("handler", "起草", "to"), ("citizen", "起草", "to")])
def test_delegating_needs_a_reason_and_a_colleague_of_the_organ(
    objection: Any, run: Any, to: str, reason: str, field: str
) -> None:
    number = objection("verify")
    before = everything(number)

    with pytest.raises(Invalid) as refused:
        run(delegate_task, "handler", task_id=the_task(number).id, to=to, reason=reason)

    assert list(refused.value.errors) == [field]
    assert everything(number) == before


def test_nobody_delegates_anothers_task(objection: Any, run: Any) -> None:
    number = objection("verify")
    run(claim_task, "handler", task_id=the_task(number).id)

    for login, refusal in (("handler1b", Conflict), ("clerk", NotAllowed)):
        with pytest.raises(refusal):
            run(delegate_task, login, task_id=the_task(number).id, to="legal", reason="起草")
