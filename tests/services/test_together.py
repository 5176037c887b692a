"""Two at once: one order or the other, never both; whoever loses gets a sentence."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from app.clock import frozen
from app.domain.actor import ANYONE
from app.errors import Refusal
from app.extensions import db
from app.jobs.deadlines import sweep
from app.models import Throttle
from app.services.claim_task import claim_task
from app.services.context import Context
from app.services.counters import next_number
from app.services.execute import execute
from app.services.recall_task import recall_task
from app.services.return_task import return_task
from app.services.see_task import see_task
from app.services.throttle import SIGN_IN, note_failure
from app.services.verb import housekeeping
from app.services.withdraw_case import withdraw_case
from tests.conftest import MONDAY
from tests.services.conftest import deadline_of, the_task, trail_of
from tests.services.test_deadlines import at
from tests.support.house import actor_of
from tests.support.walk import case_of, do, open_tasks


def at_once(app: Any, *acts: Callable[[], Any]) -> list[Any]:
    """Run each act in a thread of its own, all released together; what it returned, or what it raised."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def one(n: int, act: Callable[[], Any]) -> None:
        with app.app_context():
            gate.wait()
            try:
                results[n] = act()
            except Refusal as refusal:
                results[n] = refusal
            finally:
                db.session.remove()

    threads = [threading.Thread(target=one, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.remove()
    return results


def test_of_eight_who_claim_one_task_one_gets_it(app: Any, objection: Any) -> None:
    number = objection("verify")
    task_id = the_task(number).id
    actors = [actor_of(login) for login in ("handler", "handler1b") * 4]
    db.session.remove()

    results = at_once(app, *[lambda a=a: execute(claim_task, actor=a, task_id=task_id) for a in actors])

    winners = {actors[n].name for n, r in enumerate(results) if not isinstance(r, Refusal)}
    assert len(winners) == 1
    assert all(r.by == next(iter(winners)) for r in results if isinstance(r, Refusal))


def test_completing_and_withdrawing_at_once_is_one_or_the_other(app: Any, objection: Any) -> None:
    number = objection("sign")
    citizen = actor_of("citizen")
    db.session.remove()

    results = at_once(app, lambda: do(number, "sign", {"signature": "agree"}),
                      lambda: execute(withdraw_case, actor=citizen, number=number, reason="不再坚持，撤回这件异议。"))

    lost = [r for r in results if isinstance(r, Exception) or r is None]
    outcome = case_of(number).outcome
    assert outcome in ("e_done", "e_withdrawn")
    assert len(lost) <= 1
    assert trail_of(number).count("case:closed") == 1


def test_two_sweeps_at_once_breach_a_limit_once(app: Any, objection: Any) -> None:
    number = objection("assess")
    db.session.remove()

    at_once(app, lambda: sweep(at(24)), lambda: sweep(at(24)))

    with frozen(MONDAY):
        assert deadline_of(number, "objection").state == "breached"
        assert trail_of(number).count("case:deadline:breached") == 1


def test_sending_back_twice_at_once_opens_the_earlier_step_once(app: Any, objection: Any) -> None:
    number = objection("sign")
    task_id, reviewer = the_task(number).id, actor_of("reviewer")
    db.session.remove()

    results = at_once(app, *[lambda: execute(return_task, actor=reviewer, task_id=task_id, to="opinion",
                                             reason="请补充")] * 2)

    assert sum(isinstance(r, Refusal) for r in results) == 1
    assert [t.node for t in open_tasks(number)] == ["opinion"]


def test_recalling_and_opening_the_next_step_at_once_is_one_or_the_other(app: Any, objection: Any) -> None:
    number = objection("opinion")
    task_id, clerk, reviewer = the_task(number).id, actor_of("clerk"), actor_of("reviewer")
    do(number, "opinion", {"next": "sign", "decisions": [{"outcome": "keep"}]})
    following = the_task(number).id
    db.session.remove()

    recalled, _ = at_once(app, lambda: execute(recall_task, actor=clerk, task_id=task_id),
                          lambda: execute(see_task, actor=reviewer, task_id=following))

    assert [t.node for t in open_tasks(number)] == (["sign"] if isinstance(recalled, Refusal) else ["opinion"])


def test_the_first_failures_of_a_window_come_at_once_and_all_count(app: Any) -> None:
    key = (SIGN_IN, SIGN_IN.key("nobody", "127.0.0.1"))

    refusals = at_once(app, *[lambda: execute(note_failure, actor=ANYONE, keys=[key]) for _ in range(6)])

    assert refusals == [None] * 6
    assert db.session().get_one(Throttle, key[1]).count == 6


def test_the_first_numbers_of_a_year_are_asked_for_at_once_and_all_differ(app: Any) -> None:
    @housekeeping
    def ask(ctx: Context) -> int:
        return next_number(ctx, "of a test", 2031)

    numbers = at_once(app, *[lambda: execute(ask, actor=ANYONE) for _ in range(6)])

    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]
