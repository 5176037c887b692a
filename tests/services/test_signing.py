"""会签, 加签, 减签: whose turn it is, when the rule is met, what the flow is told, who is refused."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import Conflict, Invalid, NotAllowed
from app.queries.task_page import find_task, list_candidates
from app.queries.worklist import inbox
from app.services.add_signer import add_signer
from app.services.complete_task import complete_task
from app.services.drop_signer import drop_signer
from app.services.release_task import release_task
from app.services.return_task import return_task
from app.services.save_task import save_task
from tests.services.conftest import everything, hands_of, the_task, trail_of
from tests.support.house import actor_of
from tests.support.walk import case_of, do, open_tasks

AGREE, DISAGREE = {"opinion": "agree"}, {"opinion": "disagree", "text": "依据不足"}
DECIDED = {"next": "sign", "decisions": [{"outcome": "keep"}]}


def sign(run: Any, number: str, login: str, answers: dict[str, Any] = AGREE) -> Any:
    return run(complete_task, login, task_id=the_task(number).id, answers=answers)


def states(number: str) -> list[str]:
    return [hand.state for hand in hands_of(number)]


def test_all_sign_side_by_side_and_the_last_one_steps_the_flow_on(signing: Any, run: Any) -> None:
    number = signing("all")
    assert states(number) == ["open", "open"]

    sign(run, number, "chief2", {"opinion": "noted"})
    assert [t.node for t in open_tasks(number)] == ["cosign"]
    sign(run, number, "chief")

    assert [t.node for t in open_tasks(number)] == ["approve"]
    assert trail_of(number).count("case:task:signed") == 2
    assert trail_of(number).count("case:task:completed") == 2
    assert [hand.person.name for hand in hands_of(number) if hand.person] == ["方国栋", "章海峰"]


def test_one_dissent_is_told_to_the_flow_and_what_it_does_is_the_drawings_choice(signing: Any, run: Any) -> None:
    number = signing("all")
    sign(run, number, "chief", DISAGREE)
    assert case_of(number).status == "open"

    sign(run, number, "chief2")

    assert case_of(number).outcome == "e_dissent"


def test_any_is_decided_by_the_first_opinion(signing: Any, run: Any) -> None:
    number = signing("any")

    sign(run, number, "chief2")

    assert [t.node for t in open_tasks(number)] == ["approve"]
    assert states(number) == ["dropped", "done"]


def test_in_sequence_the_second_waits_for_the_first(signing: Any, run: Any) -> None:
    number = signing("sequence")
    assert states(number) == ["open", "waiting"]
    before = everything(number)

    with pytest.raises(Conflict) as refused:
        sign(run, number, "chief2")

    assert refused.value.code == "not_yet"
    assert everything(number) == before
    sign(run, number, "chief")
    assert states(number) == ["done", "open"]
    sign(run, number, "chief2")
    assert [t.node for t in open_tasks(number)] == ["approve"]


def test_who_has_signed_cannot_sign_again_and_reads_it(signing: Any, run: Any) -> None:
    number = signing("all")
    sign(run, number, "chief")

    with pytest.raises(Conflict) as refused:
        sign(run, number, "chief", DISAGREE)

    assert refused.value.by == "方国栋" and refused.value.at is not None


@pytest.mark.parametrize(("login", "refusal"), [("clerk", NotAllowed), ("reviewer", NotAllowed)])
def test_the_holder_runs_the_signing_and_signs_nothing(signing: Any, run: Any, login: str, refusal: Any) -> None:
    number = signing("all")

    with pytest.raises(refusal):
        sign(run, number, login)


def test_an_opinion_is_checked_by_its_form_and_changes_nothing_when_wrong(signing: Any, run: Any) -> None:
    number = signing("all")
    before = everything(number)

    with pytest.raises(Invalid) as refused:
        sign(run, number, "chief", {"opinion": "disagree"})

    assert list(refused.value.errors) == ["text"]
    assert everything(number) == before


def test_a_list_of_signers_that_nobody_is_on_refuses_the_step_before(signing: Any, run: Any) -> None:
    number = signing("all", until="prepare")
    before = everything(number)

    with pytest.raises(Conflict) as refused:
        do(number, "prepare", {"members": []}, by="clerk")

    assert refused.value.code == "no_signers"
    assert everything(number) == before


def test_each_signer_finds_the_task_in_the_inbox_with_its_own_form_and_sees_who_is_missing(
    signing: Any, run: Any, session: Any
) -> None:
    number = signing("all")
    task = the_task(number)
    sign(run, number, "chief")

    rows = {login: [row for row in inbox(session, actor_of(login)).items if row.id == task.id]
            for login in ("chief", "chief2", "clerk", "handler", "expert1")}
    view = find_task(session, actor_of("chief2"), task.id)

    assert {login: len(found) for login, found in rows.items()} == {
        "chief": 0, "chief2": 1, "clerk": 1, "handler": 0, "expert1": 0}
    assert rows["chief2"][0].seat == "signer" and rows["clerk"][0].seat == "holder"
    assert (rows["clerk"][0].signed.done, rows["clerk"][0].signed.of) == (1, 2)
    assert [(one.name, one.state) for one in view.signers] == [("方国栋", "done"), (None, "open")]
    assert "complete" in view.can and "add-signer" not in view.can
    assert "complete" not in find_task(session, actor_of("clerk"), task.id).can


def test_a_signers_draft_is_its_own_and_takes_the_organs_part(signing: Any, run: Any, session: Any) -> None:
    number = signing("all")
    task = the_task(number)
    run(save_task, "chief", task_id=task.id, answers={"opinion": "disagree"})

    assert find_task(session, actor_of("chief"), task.id).saved == {"opinion": "disagree"}
    assert find_task(session, actor_of("chief2"), task.id).saved is None
    assert hands_of(number)[0].person_id == actor_of("chief").person_id
    run(release_task, "chief", task_id=task.id)
    assert hands_of(number)[0].person_id is None


def test_a_signer_added_to_a_sequence_signs_last(signing: Any, run: Any) -> None:
    number = signing("sequence")

    run(add_signer, "clerk", task_id=the_task(number).id, to="judicial", reason="涉及法律问题")
    for login in ("chief", "chief2"):
        sign(run, number, login)

    assert [t.node for t in open_tasks(number)] == ["cosign"]
    sign(run, number, "judicial")
    assert [t.node for t in open_tasks(number)] == ["approve"]


def test_the_last_missing_signer_dropped_completes_the_task(signing: Any, run: Any) -> None:
    number = signing("all")
    sign(run, number, "chief")

    run(drop_signer, "clerk", task_id=the_task(number).id, signer=hands_of(number)[1].id, reason="与其职责无关")

    assert [t.node for t in open_tasks(number)] == ["approve"]
    assert "case:task:signer_dropped" in trail_of(number)


def test_a_signing_keeps_one_signer_and_what_is_signed_stays(signing: Any, run: Any) -> None:
    number = signing("all")
    task, (first, second) = the_task(number), hands_of(number)
    sign(run, number, "chief")
    with pytest.raises(Conflict):
        run(drop_signer, "clerk", task_id=task.id, signer=first.id, reason="不合适")
    other = signing("all", ("market_regulator",))
    with pytest.raises(Conflict) as refused:
        run(drop_signer, "clerk", task_id=the_task(other).id, signer=hands_of(other)[0].id, reason="不合适")
    with pytest.raises(Invalid):
        run(drop_signer, "clerk", task_id=task.id, signer=second.id + 999, reason="不合适")

    assert refused.value.code == "last_signer"


def test_returning_a_signing_ends_it_and_the_next_one_begins_anew(signing: Any, run: Any) -> None:
    number = signing("all")
    sign(run, number, "chief")
    run(return_task, "clerk", task_id=the_task(number).id, to="prepare", reason="会签单位选错了")

    assert states(number) == ["done", "dropped"]
    run(complete_task, "clerk", task_id=the_task(number).id, answers=the_task(number).saved or {})
    assert states(number) == ["done", "dropped", "open", "open"]


# ---- on any task


def test_whoever_is_asked_first_signs_before_the_holder_completes(objection: Any, run: Any) -> None:
    number = objection("opinion")
    task = the_task(number)
    run(add_signer, "clerk", task_id=task.id, to="legal", reason="请法制把关")

    with pytest.raises(Conflict) as refused:
        do(number, "opinion", DECIDED, by="clerk")
    run(complete_task, "legal", task_id=task.id, answers={"opinion": "disagree", "objection": "理由不够充分"})
    do(number, "opinion", DECIDED, by="clerk")

    assert refused.value.code == "signing" and "徐知远" in refused.value.message
    assert [t.node for t in open_tasks(number)] == ["sign"]


def test_whoever_is_asked_after_signs_what_the_holder_said_and_then_it_takes_effect(objection: Any, run: Any) -> None:
    number = objection("opinion")
    task = the_task(number)
    run(add_signer, "clerk", task_id=task.id, to="legal", reason="请法制把关", place="after")
    with pytest.raises(NotAllowed):
        run(complete_task, "legal", task_id=task.id, answers=AGREE)

    do(number, "opinion", DECIDED, by="clerk")
    assert [t.node for t in open_tasks(number)] == ["opinion"]
    with pytest.raises(Conflict):
        do(number, "opinion", DECIDED, by="clerk")
    run(complete_task, "legal", task_id=task.id, answers=AGREE)

    assert [t.node for t in open_tasks(number)] == ["sign"]
    done = next(t for t in case_of(number).tasks if t.id == task.id)
    assert done.assignee is not None and done.assignee.login == "clerk" and done.answers["next"] == "sign"


def test_a_dissent_after_gives_the_task_back_to_its_holder_who_decides(objection: Any, run: Any) -> None:
    number = objection("opinion")
    task = the_task(number)
    run(add_signer, "clerk", task_id=task.id, to="legal", reason="请法制把关", place="after")
    do(number, "opinion", DECIDED, by="clerk")

    run(complete_task, "legal", task_id=task.id, answers={"opinion": "disagree", "objection": "理由不够充分"})

    back = the_task(number)
    assert back.answers is None and back.saved is not None and back.saved["next"] == "sign"
    do(number, "opinion", DECIDED, by="clerk")
    assert [t.node for t in open_tasks(number)] == ["sign"]


def test_dropping_the_last_one_asked_after_gives_it_back_too(objection: Any, run: Any) -> None:
    number = objection("opinion")
    task = the_task(number)
    run(add_signer, "clerk", task_id=task.id, to="legal", reason="请法制把关", place="after")
    do(number, "opinion", DECIDED, by="clerk")

    run(drop_signer, "clerk", task_id=task.id, signer=hands_of(number)[0].id, reason="已经当面问过")

    assert the_task(number).answers is None
    assert [t.node for t in open_tasks(number)] == ["opinion"]


@pytest.mark.parametrize(("to", "reason", "place", "field"), [
    ("legal", " ", "before", "reason"), ("citizen", "问问", "before", "to"), ("nobody", "问问", "before", "to"),
    ("clerk", "问问", "before", "to"), ("legal", "问问", "beside", "place")])
def test_a_signer_needs_a_reason_a_place_and_to_be_an_officer(
    objection: Any, run: Any, to: str, reason: str, place: str, field: str
) -> None:
    number = objection("opinion")
    before = everything(number)

    with pytest.raises(Invalid) as refused:
        run(add_signer, "clerk", task_id=the_task(number).id, to=to, reason=reason, place=place)

    assert list(refused.value.errors) == [field]
    assert everything(number) == before


def test_a_signer_of_another_organ_may_see_the_case_from_then_on(objection: Any, run: Any, session: Any) -> None:
    from app.errors import NotFound

    number = objection("opinion")
    task = the_task(number)
    with pytest.raises(NotFound):
        find_task(session, actor_of("judicial"), task.id)

    run(add_signer, "clerk", task_id=task.id, to="judicial", reason="涉及法律问题")

    view = find_task(session, actor_of("judicial"), task.id)
    assert view.seat == "signer" and view.form["slug"] == "signature"
    assert "judicial" not in {one.login for one in list_candidates(session, actor_of("clerk"), task.id, "add-signer")}
