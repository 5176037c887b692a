"""Four eyes at every move: who did the one step does not decide on the other, nor is given a part in it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.errors import Invalid, NotAllowed
from app.queries.task_page import list_candidates
from app.services.add_signer import add_signer
from app.services.claim_task import claim_task
from app.services.complete_task import complete_task
from app.services.delegate_task import delegate_task
from app.services.give_post import give_post
from app.services.release_task import release_task
from app.services.return_task import return_task
from app.services.save_task import save_task
from app.services.set_absence import set_absence
from app.services.transfer_task import transfer_task
from tests.services.conftest import everything, the_task
from tests.support.house import actor_of
from tests.support.walk import do

DECIDED = {"next": "sign", "decisions": [{"outcome": "keep"}]}
# Moves by which one decides, each with what is typed in.
DECIDING: dict[str, tuple[Any, dict[str, Any]]] = {
    "claim": (claim_task, {}), "save": (save_task, {"answers": {}}), "complete": (complete_task, {"answers": {}}),
    "return": (return_task, {"to": "opinion", "reason": "补充"}),
    "delegate": (delegate_task, {"to": "officer", "reason": "起草"}),
    "add-signer": (add_signer, {"to": "officer", "reason": "把关"}),
}


@pytest.fixture()
def drawn_up(objection: Any, run: Any) -> str:
    """The clerk, now a reviewer too, has drawn up the opinion; it waits for its signature."""
    run(give_post, "secadmin", login="clerk", role="credit_center_reviewer", organisation="credit_center")
    return str(objection("sign"))


@pytest.mark.parametrize("word", DECIDING)
def test_who_drew_it_up_does_not_decide_on_it_by_any_move(drawn_up: str, run: Any, word: str) -> None:
    verb, args = DECIDING[word]
    before = everything(drawn_up)

    with pytest.raises(NotAllowed):
        run(verb, "clerk", task_id=the_task(drawn_up).id, **args)

    assert everything(drawn_up) == before


@pytest.mark.parametrize(("verb", "args"), [(transfer_task, {}), (delegate_task, {}), (add_signer, {"place": "after"})])
def test_nobody_gives_them_a_part_and_no_list_offers_them(
    drawn_up: str, run: Any, session: Any, verb: Any, args: dict[str, Any]
) -> None:
    with pytest.raises((NotAllowed, Invalid)):
        run(verb, "reviewer", task_id=the_task(drawn_up).id, to="clerk", reason="请办", **args)

    for word in ("transfer", "delegate", "add-signer"):
        offered = {one.login for one in list_candidates(session, actor_of("reviewer"), the_task(drawn_up).id, word)}  # type: ignore[arg-type]
        assert "clerk" not in offered, word


def test_a_task_that_came_to_them_may_be_given_away(drawn_up: str, run: Any, session: Any) -> None:
    run(claim_task, "reviewer", task_id=the_task(drawn_up).id)
    run(release_task, "reviewer", task_id=the_task(drawn_up).id)

    assert run(transfer_task, "clerk", task_id=the_task(drawn_up).id, to="reviewer", reason="不能由我审")["id"]


def test_who_drafted_it_as_a_delegate_has_done_it(objection: Any, run: Any) -> None:
    number = objection("opinion")
    run(give_post, "secadmin", login="officer", role="credit_center_reviewer", organisation="credit_center")
    run(delegate_task, "clerk", task_id=the_task(number).id, to="officer", reason="请起草")
    do(number, "opinion", DECIDED, by="officer")
    do(number, "opinion", DECIDED, by="clerk")

    with pytest.raises(NotAllowed):
        run(claim_task, "officer", task_id=the_task(number).id)


def test_a_colleagues_advice_does_not_keep_the_adviser_from_the_next_step(objection: Any, run: Any) -> None:
    number = objection("opinion")
    run(add_signer, "clerk", task_id=the_task(number).id, to="reviewer", reason="先听听意见")
    run(complete_task, "reviewer", task_id=the_task(number).id, answers={"opinion": "agree"})
    do(number, "opinion", DECIDED, by="clerk")

    run(claim_task, "reviewer", task_id=the_task(number).id)


def test_what_a_substitute_did_counts_for_both(objection: Any, run: Any) -> None:
    """The officer drew it up for the clerk: neither of them signs it."""
    number = objection("opinion")
    run(set_absence, "clerk", login="clerk", substitute="officer", from_on=date(2026, 11, 16),
        until_on=date(2026, 11, 20), reason="休假")
    do(number, "opinion", DECIDED, by="officer")
    for login in ("clerk", "officer"):
        run(give_post, "secadmin", login=login, role="credit_center_reviewer", organisation="credit_center")
        with pytest.raises(NotAllowed):
            run(claim_task, login, task_id=the_task(number).id)
