"""Completing a task: does it, refuses it, leaves a trail, changes nothing when it fails half-way."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.services import advance as advance_room
from app.services.complete_task import complete_task
from tests.services.conftest import everything, the_task, trail_of
from tests.support.house import actor_of
from tests.support.walk import do, open_tasks


def test_completing_a_task_opens_the_next_and_answers_with_it(objection: Any) -> None:
    number = objection("register")

    done = do(number, "register", {"intake": "accept"})

    assert done["case"] == number
    assert [t.node for t in open_tasks(number)] == ["assess"]
    assert done["open_tasks"] == [t.id for t in open_tasks(number)]


def test_completing_a_task_twice_is_refused_naming_who_was_faster_and_changes_nothing(objection: Any, run: Any) -> None:
    number = objection("register")
    task = the_task(number)
    do(number, "register", {"intake": "accept"})
    before = everything(number)

    with pytest.raises(Conflict) as refused:
        run(complete_task, "clerk", task_id=task.id, answers={"intake": "refuse"})

    assert refused.value.by == "陈思远"
    assert refused.value.at is not None
    assert everything(number) == before


def test_somebody_elses_work_is_refused(objection: Any, run: Any) -> None:
    number = objection("assess")

    with pytest.raises(NotFound):
        run(complete_task, "handler2", task_id=the_task(number).id, answers={})


def test_an_officer_of_the_case_without_the_post_may_see_but_not_do(objection: Any, run: Any) -> None:
    number = objection("assess")

    with pytest.raises(NotAllowed):
        run(complete_task, "reviewer", task_id=the_task(number).id, answers={})


def test_answers_that_are_wrong_get_a_sentence_a_field_and_change_nothing(objection: Any, run: Any) -> None:
    number = objection("register")
    before = everything(number)

    with pytest.raises(Invalid) as refused:
        run(complete_task, "clerk", task_id=the_task(number).id, answers={"intake": "perhaps", "strange": 1})

    assert {"intake", "strange"} <= set(refused.value.errors)
    assert all(text.endswith("。") for texts in refused.value.errors.values() for text in texts)
    assert everything(number) == before


@pytest.mark.parametrize("answers", [None, [], "text", 7])
def test_answers_that_are_no_object_are_refused(objection: Any, run: Any, answers: Any) -> None:
    number = objection("register")

    with pytest.raises(Invalid):
        run(complete_task, "clerk", task_id=the_task(number).id, answers=answers)


def test_a_failure_half_way_leaves_everything_as_it_was(objection: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    number = objection("register")
    before = everything(number)

    def fail(*_args: Any) -> None:
        raise RuntimeError("the letter's press is on fire")

    monkeypatch.setattr(advance_room, "_meet_limits", fail)
    with pytest.raises(RuntimeError):
        do(number, "register", {"intake": "accept"})

    assert everything(number) == before


def test_it_leaves_a_trail_of_what_was_done_opened_and_met(objection: Any) -> None:
    number = objection("register")

    do(number, "register", {"intake": "accept"})

    assert {"case:task:completed", "case:task:opened", "case:deadline:started", "case:deadline:met",
            "case:register:annotated", "case:document:issued"} <= set(trail_of(number))


def test_a_stale_version_is_refused(objection: Any, run: Any) -> None:
    number = objection("register")

    with pytest.raises(Conflict) as refused:
        run(complete_task, "clerk", task_id=the_task(number).id, answers={}, version=0)

    assert refused.value.code == "stale"


def test_the_person_who_drafted_may_not_sign(objection: Any, run: Any, session: Any) -> None:
    """四眼原则: decider is not preparer, whatever posts a person holds."""
    from app.services.add_person import add_person
    from tests.support.walk import candidate

    run(add_person, login="both", name="双岗", posts=[("credit_center_clerk", "credit_center"),
                                                      ("credit_center_reviewer", "credit_center")], password_hash="")
    number = objection("opinion")
    do(number, "opinion", {"next": "sign", "decisions": [{"outcome": "keep"}]}, by="both")
    assert candidate(the_task(number, "sign")) == "reviewer"

    with pytest.raises(NotAllowed) as refused:
        do(number, "sign", {"signature": "agree"}, by="both")

    assert "同一" in refused.value.message
    assert actor_of("both").roles == {"credit_center_clerk", "credit_center_reviewer"}
