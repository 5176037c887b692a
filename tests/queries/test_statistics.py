"""The supervisor's figures: once a case, late from the first second after the last day, ended clocks by year."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.clock import frozen
from app.errors import NotAllowed
from app.extensions import db
from app.jobs.deadlines import sweep
from app.models import Deadline, Task
from app.queries.clock_changes import clock_changes
from app.queries.forecast import forecast
from app.queries.statistics import Scope, board, took
from app.queries.steps import step_counts
from app.services.claim_task import claim_task
from tests.conftest import MONDAY
from tests.support.house import actor_of
from tests.support.staged import objection_at, task_id
from tests.support.walk import do, tell


def last_moment(number: str) -> Any:
    """The end of the first open clock of a case."""
    query = sa.select(sa.func.min(Deadline.due_at)).where(Deadline.open)
    return db.session().scalar(query)


@pytest.fixture()
def look(app: Any) -> Any:
    def at(moment: Any = MONDAY, **scope: Any) -> Any:
        with frozen(moment):
            return board(db.session(), actor_of("supervisor"), Scope(**scope))

    return at


def test_a_case_counts_once_however_many_tasks_it_has(look: Any) -> None:
    number = objection_at("verify")
    tell(number, "extend", "clerk")  # a second open task in the same case
    assert len(db.session().scalars(sa.select(Task.id).where(Task.state == "open")).all()) == 2
    assert look().counts.open == 1


def test_work_is_late_from_the_first_moment_after_its_last_day(look: Any) -> None:
    number = objection_at("register")
    end = last_moment(number)
    assert look(end - timedelta(seconds=1)).counts.late == 0
    late = look(end)
    assert (late.counts.late, late.counts.today) == (1, 0)


def test_what_ends_today_is_due_today_and_nobody_holds_it(look: Any) -> None:
    objection_at("register")
    counts = look(last_moment("") - timedelta(hours=3)).counts
    assert (counts.today, counts.week, counts.unclaimed) == (1, 1, 1)


def test_the_board_is_narrowed_to_a_procedure_and_to_an_organ(look: Any) -> None:
    objection_at("register")
    organ = actor_of("clerk").posts[0].organisation_id
    other = actor_of("handler").posts[0].organisation_id
    assert look(procedure="objection").counts.open == 1
    assert look(procedure="objection-review").counts.open == 0
    assert (look(organisation=organ).counts.open, look(organisation=other).counts.open) == (1, 0)


def test_the_breakdown_by_person_names_who_holds_what(app: Any, run: Any) -> None:
    number = objection_at("verify")
    run(claim_task, "handler", task_id=task_id(number, "verify"))
    groups = board(db.session(), actor_of("supervisor"), by="person").groups
    assert [(g.key, g.counts.open) for g in groups] == [("handler", 1)]
    assert "周启明" in groups[0].title


def test_a_case_closed_this_week_stands_in_the_weeks_last_bar(look: Any) -> None:
    objection_at("end")
    week = look().weeks[-1]
    assert (week.closed, week.late) == (1, 0)


def test_a_case_that_passed_its_statutory_day_counts_as_late_when_it_is_closed(look: Any) -> None:
    number = objection_at("verify")
    ends = db.session().scalar(sa.select(Deadline.due_at).where(Deadline.key == "objection"))
    after = ends + timedelta(hours=3)
    with frozen(after):
        sweep(after)
        do(number, "verify", {"finding": "right"})
        do(number, "opinion", {"next": "sign", "decisions": [{"outcome": "keep"}]})
        do(number, "sign", {"signature": "agree"})
    weeks = look(after).weeks
    assert (weeks[-1].closed, weeks[-1].late) == (1, 1)
    group = next(g for g in look(after).groups if g.key == "objection")
    assert group.on_time == 0.0


def test_how_long_a_statutory_limit_took_is_counted_in_working_days(app: Any) -> None:
    number = objection_at("verify")
    with frozen(MONDAY + timedelta(days=2)):
        do(number, "verify", {"finding": "right"})
        do(number, "opinion", {"next": "sign", "decisions": [{"outcome": "keep"}]})
        do(number, "sign", {"signature": "agree"})
        found = took(db.session(), actor_of("supervisor"), "objection")
    assert found is not None
    assert (found.length, found.longest, found.total, found.days[2], found.median_days) == (5, 20, 1, 1, 2.0)


def test_each_step_says_how_many_wait_and_for_how_long(app: Any) -> None:
    objection_at("verify")
    with frozen(MONDAY + timedelta(days=3)):
        steps = {s.id: s for s in step_counts(db.session(), actor_of("supervisor"), "objection")}
    assert (steps["verify"].count, steps["verify"].median_days) == (1, 3.0)
    assert steps["sign"].count == 0


def test_a_task_that_cannot_make_it_is_foretold_with_who_could_save_it(app: Any, run: Any) -> None:
    """Two days are usual; the holder has three tasks, the colleague none."""
    slow = objection_at("verify", by="citizen2")
    with frozen(MONDAY + timedelta(days=2)):
        do(slow, "verify", {"finding": "right"}, by="handler")
    loaded = [objection_at("verify", by=by) for by in ("citizen", "citizen2", "company")]
    for number in loaded:
        run(claim_task, "handler", task_id=task_id(number, "verify"))
    with frozen(MONDAY + timedelta(days=2)):
        found = forecast(db.session(), actor_of("supervisor"))
    assert {one.case for one in found} == set(loaded)
    assert found[0].holder == "周启明" and found[0].holds == 3
    assert found[0].rescue is not None and found[0].rescue.login == "handler1b"


def test_work_with_time_enough_is_not_foretold_to_be_late(app: Any) -> None:
    objection_at("verify")
    assert forecast(db.session(), actor_of("supervisor")) == ()


def test_extensions_are_listed_with_who_approved_them_and_both_days(app: Any) -> None:
    number = objection_at("verify")
    tell(number, "extend", "clerk")
    do(number, "approve_extension", {"extension": "approved"})
    found = clock_changes(db.session(), actor_of("supervisor"), "extend")
    assert [(one.case, one.by) for one in found] == [(number, "董立新")]
    assert found[0].after is not None and found[0].after > found[0].before


@pytest.mark.parametrize("login", ["clerk", "handler", "admin", "citizen"])
def test_the_figures_are_for_those_who_oversee(app: Any, login: str) -> None:
    session, actor = db.session(), actor_of(login)
    asks = (board, forecast, lambda s, a: step_counts(s, a, "objection"), lambda s, a: clock_changes(s, a, "pause"))
    for ask in asks:
        with pytest.raises(NotAllowed):
            ask(session, actor)
