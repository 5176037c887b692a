"""Cases that hang: found by the watch, tried again, a value corrected by two people. None of it decides a matter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from app import clock
from app.domain.actor import CLOCK
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.extensions import db
from app.jobs.watching import watch_for_idle
from app.models import Case, Correction, Deadline, Incident, Task, TrailRow, Wait
from app.queries.mending import mending
from app.queries.proof import verify
from app.services.ask_correction import ask_correction
from app.services.decide_correction import decide_correction
from app.services.execute import execute
from app.services.house import house
from app.services.incidents import raise_incident, retry_incident
from app.services.migrate_case import migrate_case
from app.services.watch_case import watch_case
from tests.support.house import actor_of
from tests.support.staged import objection_at
from tests.support.walk import case_of, open_tasks

Run = Callable[..., Any]


@pytest.fixture()
def idle(app: Any, session: Any) -> str:
    """A case whose open task has lost its row."""
    number = objection_at("verify")
    session.execute(sa.delete(Task).where(Task.case_id == case_of(number).id, Task.state == "open"))
    session.commit()
    return number


def incidents() -> list[Incident]:
    return list(db.session().scalars(sa.select(Incident).where(Incident.resolved_at.is_(None))))


def tags(number: str) -> list[str]:
    query = sa.select(TrailRow.what).where(TrailRow.stream == case_of(number).id).order_by(TrailRow.n)
    return list(db.session().scalars(query))


@pytest.mark.parametrize("node", ["register", "assess", "verify", "opinion", "sign", "end"])
def test_a_case_that_runs_or_has_ended_is_left_alone(app: Any, node: str) -> None:
    objection_at(node)
    assert watch_for_idle(clock.now()) == 0
    assert incidents() == []


def test_a_case_that_waits_for_nothing_is_found_once(idle: str) -> None:
    assert db.session().scalar(sa.select(Wait.id).where(Wait.case_id == case_of(idle).id)), "withdrawal waits beside"
    assert [watch_for_idle(clock.now()) for _ in "ab"] == [1, 1]
    (one,) = incidents()
    assert (one.work, one.case_id, one.parked) == ("idle", case_of(idle).id, True)
    assert "a task of the stored state has no row" in one.error and tags(idle)[-1] == "case:incident:raised"


@pytest.mark.parametrize("clock_runs", [True, False])
def test_a_timer_is_something_to_wait_for_while_its_clock_runs(idle: str, session: Any, clock_runs: bool) -> None:
    case = case_of(idle)
    flow = house().release(session, case.release_id).flow
    node = next(n.id for n in flow.nodes.values() if n.kind == "intermediateCatchEvent")
    key = session.scalar(sa.select(Deadline.key).where(Deadline.case_id == case.id, Deadline.open))
    session.add(Wait(case_id=case.id, ref="1", node=node, kind="timer", name=f"{key}@80%"))
    if not clock_runs:
        session.execute(sa.update(Deadline).where(Deadline.case_id == case.id).values(open=False))
    session.commit()
    assert watch_for_idle(clock.now()) == int(not clock_runs)


def test_a_retry_brings_back_what_the_stored_state_awaits(idle: str, run: Run) -> None:
    watch_for_idle(clock.now())
    with pytest.raises(NotAllowed):
        execute(retry_incident, actor=actor_of("handler"), incident_id=incidents()[0].id)
    execute(retry_incident, actor=actor_of("supervisor"), incident_id=incidents()[0].id)
    assert [task.node for task in open_tasks(idle)] == ["verify"] and incidents() == []
    assert verify(db.session()).broken is None


def test_a_retry_that_moves_nothing_says_so_and_the_incident_stays(idle: str, session: Any) -> None:
    watch_for_idle(clock.now())
    case_of(idle).snapshot = b"rubbish"
    session.commit()
    with pytest.raises(Conflict) as refused:
        execute(retry_incident, actor=actor_of("supervisor"), incident_id=incidents()[0].id)
    assert refused.value.code == "incident"
    assert "idle" in {one.work for one in incidents()}


def test_what_goes_on_by_itself_is_well_at_the_next_look(idle: str, session: Any) -> None:
    watch_for_idle(clock.now())
    session.execute(sa.update(Case).where(Case.id == case_of(idle).id).values(status="closed"))
    session.commit()
    assert watch_for_idle(clock.now()) == 0
    assert incidents() == []


def test_nobody_but_the_clock_watches(idle: str) -> None:
    with pytest.raises(NotAllowed):
        execute(watch_case, actor=actor_of("supervisor"), case_id=case_of(idle).id)


@pytest.fixture()
def broken(app: Any) -> str:
    """A case in which a person's step failed."""
    number = objection_at("verify")
    execute(raise_incident, actor=CLOCK, work="step", ref=case_of(number).id, node="verify", error="Fault: x")
    return number


def ask(number: str, by: str = "supervisor", **given: str) -> int:
    value = {"name": "checker", "value": "center", "reason": "登记时选错了核查单位，以交接单为准"} | given
    return int(execute(ask_correction, actor=actor_of(by), number=number, **value)["id"])


def decide(correction: int, by: str, granted: bool = True) -> None:
    execute(decide_correction, actor=actor_of(by), correction_id=correction, granted=granted, reason="已核对交接单")


def values(number: str) -> dict[str, Any]:
    case = case_of(number)
    return house().engine.values(house().release(db.session(), case.release_id).flow, case.snapshot)


def test_a_value_is_corrected_by_two_people_and_what_failed_is_tried_again(broken: str) -> None:
    assert values(broken)["checker"] == "source"
    correction = ask(broken)
    assert values(broken)["checker"] == "source", "asked, not done"
    with pytest.raises(NotAllowed, match="另一个人"):
        decide(correction, "supervisor")
    decide(correction, "reviewer")
    assert values(broken)["checker"] == "center" and incidents() == []
    assert [task.node for task in open_tasks(broken)] == ["verify"], "nobody's task was done for them"
    made = db.session().scalars(sa.select(TrailRow).where(TrailRow.what == "case:correction:made")).one()
    assert made.before == {"checker": "source"} and made.after is not None
    assert made.after["asked_by"] == actor_of("supervisor").person_id
    assert verify(db.session()).broken is None


def test_a_correction_that_is_refused_changes_nothing(broken: str) -> None:
    correction = ask(broken, by="reviewer")
    decide(correction, "supervisor", granted=False)
    assert values(broken)["checker"] == "source" and len(incidents()) == 1
    with pytest.raises(Conflict):
        decide(correction, "supervisor")


@pytest.mark.parametrize(("given", "field"), [
    ({"name": "nothing"}, "name"), ({"value": "source"}, "value"), ({"value": " "}, "value"),
    ({"reason": ""}, "reason"), ({"value": "x" * 201}, "value")])
def test_a_correction_without_a_sound_value_or_reason_is_refused(broken: str, given: dict[str, str],
                                                                 field: str) -> None:
    with pytest.raises(Invalid) as refused:
        ask(broken, **given)
    assert list(refused.value.errors) == [field]
    assert db.session().scalar(sa.select(sa.func.count()).select_from(Correction)) == 0


def test_who_may_not_mend(broken: str) -> None:
    for login in ("handler", "clerk", "oversight"):
        with pytest.raises(NotAllowed):
            ask(broken, by=login)
    for login in ("admin", "chief2", "citizen2"):
        with pytest.raises(NotFound):
            ask(broken, by=login)
    with pytest.raises(NotAllowed):
        execute(migrate_case, actor=actor_of("handler"), case_id=case_of(broken).id, release_id=1)


def test_a_case_in_which_nothing_went_wrong_is_not_steered(app: Any) -> None:
    number = objection_at("verify")
    with pytest.raises(Conflict) as refused:
        ask(number)
    assert refused.value.code == "not_broken"
    with pytest.raises(Conflict):
        mending(db.session(), actor_of("supervisor"), number)
