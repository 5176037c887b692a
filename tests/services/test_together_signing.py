"""Two at once on every verb that changes who decides: one wins, the other is told so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from app.domain.actor import Actor
from app.errors import Conflict, NotFound, Refusal
from app.extensions import db
from app.models import Recusal
from app.services.add_signer import add_signer
from app.services.ask_recusal import ask_recusal
from app.services.complete_task import complete_task
from app.services.decide_recusal import decide_recusal
from app.services.delegate_task import delegate_task
from app.services.drop_signer import drop_signer
from app.services.end_absence import end_absence
from app.services.execute import execute
from app.services.recuse import recuse
from app.services.set_absence import set_absence
from app.services.take_back_task import take_back_task
from tests.services.conftest import hands_of, the_task, trail_of
from tests.services.test_together import at_once
from tests.support.house import actor_of
from tests.support.walk import case_of, do, open_tasks

WHY = {"ground": "relative", "reason": "申请人是我妻子的兄弟"}
DAYS = {"from_on": date(2026, 11, 16), "until_on": date(2026, 11, 20), "reason": "休假"}


def race(app: Any, *acts: tuple[Callable[..., Any], Actor, dict[str, Any]]) -> list[Any]:
    """What each got; exactly one of them a refusal with a sentence."""
    db.session.remove()
    results = at_once(app, *[lambda v=verb, a=actor, k=args: execute(v, actor=a, **k) for verb, actor, args in acts])
    lost = [one for one in results if isinstance(one, Refusal)]
    assert len(lost) == len(acts) - 1, results
    assert all(isinstance(one, Conflict | NotFound) and one.message for one in lost), lost
    return results


def test_two_delegations(app: Any, objection: Any) -> None:
    task_id = the_task(objection("verify")).id
    handler = actor_of("handler")

    race(app, (delegate_task, handler, {"task_id": task_id, "to": "handler1b", "reason": "起草"}),
         (delegate_task, handler, {"task_id": task_id, "to": "legal", "reason": "起草"}))


def test_taking_back_and_answering(app: Any, objection: Any, run: Any) -> None:
    number = objection("verify")
    task_id = the_task(number).id
    run(delegate_task, "handler", task_id=task_id, to="handler1b", reason="起草")

    handler = actor_of("handler")
    race(app, (take_back_task, handler, {"task_id": task_id}), (take_back_task, handler, {"task_id": task_id}))

    assert trail_of(number).count("case:task:taken_back") == 1


def test_two_who_could_sign_for_one_organ(app: Any, signing: Any, run: Any) -> None:
    from app.services.give_post import give_post

    run(give_post, "secadmin", login="legal", role="dept_chief", organisation="market_regulator")
    number = signing("all")
    args = {"task_id": the_task(number).id, "answers": {"opinion": "agree"}}

    race(app, (complete_task, actor_of("chief"), args), (complete_task, actor_of("legal"), args))

    assert trail_of(number).count("case:task:signed") == 1


def test_the_last_two_signatures_complete_the_task_once(app: Any, signing: Any) -> None:
    number = signing("all")
    args = {"task_id": the_task(number).id, "answers": {"opinion": "agree"}}
    chiefs = [actor_of("chief"), actor_of("chief2")]
    db.session.remove()

    results = at_once(app, *[lambda a=a: execute(complete_task, actor=a, **args) for a in chiefs])

    assert not [one for one in results if isinstance(one, Refusal)]
    assert [t.node for t in open_tasks(number)] == ["approve"]
    assert trail_of(number).count("case:task:completed") == 2  # 拟办 and 会签


def test_signing_and_dropping_the_signer(app: Any, signing: Any) -> None:
    number = signing("all")
    task_id, hand = the_task(number).id, hands_of(number)[0].id

    race(app, (complete_task, actor_of("chief"), {"task_id": task_id, "answers": {"opinion": "agree"}}),
         (drop_signer, actor_of("clerk"), {"task_id": task_id, "signer": hand, "reason": "无关"}))

    assert hands_of(number)[0].state in ("done", "dropped")


def test_dropping_one_twice(app: Any, signing: Any) -> None:
    number = signing("all")
    args = {"task_id": the_task(number).id, "signer": hands_of(number)[0].id, "reason": "无关"}

    race(app, (drop_signer, actor_of("clerk"), args), (drop_signer, actor_of("clerk"), args))

    assert trail_of(number).count("case:task:signer_dropped") == 1


def test_adding_a_signer_and_completing(app: Any, objection: Any) -> None:
    """Either it is signed first, or it is done and nobody can be added: never a signer of a finished task."""
    number = objection("opinion")
    task_id = the_task(number).id
    clerk = actor_of("clerk")
    db.session.remove()

    at_once(app, lambda: execute(add_signer, actor=clerk, task_id=task_id, to="legal", reason="把关"),
            lambda: do(number, "opinion", {"next": "sign", "decisions": [{"outcome": "keep"}]}, by="clerk"))

    still, asked = [t.node for t in open_tasks(number)], [hand.state for hand in hands_of(number)]
    assert (still, asked) in ((["opinion"], ["open"]), (["sign"], []))


def test_two_substitutes_for_one_absence(app: Any) -> None:
    reviewer = actor_of("reviewer")

    race(app, (set_absence, reviewer, {"login": "reviewer", "substitute": "officer", **DAYS}),
         (set_absence, reviewer, {"login": "reviewer", "substitute": "clerk", **DAYS}))


def test_calling_an_absence_off_twice(app: Any, run: Any) -> None:
    row = run(set_absence, "reviewer", login="reviewer", substitute="officer", **DAYS)
    reviewer = actor_of("reviewer")

    race(app, (end_absence, reviewer, {"absence_id": row}), (end_absence, reviewer, {"absence_id": row}))


def test_the_absent_and_the_substitute_at_once(app: Any, objection: Any, run: Any) -> None:
    number = objection("sign")
    run(set_absence, "reviewer", login="reviewer", substitute="officer", **DAYS)
    db.session.remove()

    at_once(app, lambda: do(number, "sign", {"signature": "agree"}, by="reviewer"),
            lambda: do(number, "sign", {"signature": "agree"}, by="officer"))

    assert case_of(number).outcome == "e_done"
    assert trail_of(number).count("case:closed") == 1


def test_stepping_aside_twice_and_completing_meanwhile(app: Any, objection: Any) -> None:
    number = objection("verify")
    task_id = the_task(number).id
    handler = actor_of("handler")

    race(app, (recuse, handler, {"task_id": task_id, **WHY}), (recuse, handler, {"task_id": task_id, **WHY}))

    assert case_of(number).recused == [handler.person_id]


def test_two_decisions_on_one_request(app: Any, objection: Any, run: Any) -> None:
    number = objection("verify")
    run(recuse, "handler", task_id=the_task(number).id, **WHY)
    row = db.session().query(Recusal).filter_by(case_id=case_of(number).id).one().id

    race(app, (decide_recusal, actor_of("chief"), {"recusal_id": row, "granted": True, "reason": "属实"}),
         (decide_recusal, actor_of("supervisor"), {"recusal_id": row, "granted": False, "reason": "不属实"}))

    assert trail_of(number).count("case:recusal:decided") == 1


def test_the_subject_asks_twice(app: Any, objection: Any) -> None:
    number = objection("verify")
    citizen = actor_of("citizen")

    race(app, (ask_recusal, citizen, {"number": number, "whom": "周", **WHY}),
         (ask_recusal, citizen, {"number": number, "whom": "周", **WHY}))
