"""代办 during absence: from a day to a day, both names, and it ends by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.clock import frozen, now
from app.errors import Conflict, Invalid, NotAllowed
from app.extensions import db
from app.models import TrailRow
from app.queries.people import me
from app.queries.task_page import find_task
from app.queries.trail import case_trail
from app.queries.worklist import inbox
from app.services.claim_task import claim_task
from app.services.complete_task import complete_task
from app.services.delegate_task import delegate_task
from app.services.end_absence import end_absence
from app.services.set_absence import set_absence
from tests.services.conftest import the_task
from tests.support.house import actor_of
from tests.support.walk import case_of, do, open_tasks

TODAY = date(2026, 11, 16)


def away(run: Any, by: str = "reviewer", *, login: str = "reviewer", substitute: str = "officer", days: int = 5,
         first: date = TODAY) -> int:
    return int(run(set_absence, by, login=login, substitute=substitute, from_on=first,
                   until_on=first + timedelta(days=days), reason="休假"))


def test_the_substitute_does_the_work_and_both_names_stand(objection: Any, run: Any, session: Any) -> None:
    number = objection("sign")
    away(run)

    row = next(row for row in inbox(session, actor_of("officer")).items if row.case == number)
    assert (row.seat, row.acting_for) == ("holder", "林晓岚")
    do(number, "sign", {"signature": "agree"}, by="officer")

    done = next(t for t in case_of(number).tasks if t.node == "sign")
    assert done.assignee is not None and done.absent is not None
    assert (done.assignee.name, done.absent.name) == ("沈一诺", "林晓岚")
    rows = case_trail(session, actor_of("clerk"), number, size=200).items
    told = [row for row in rows if row.what == "case:task:completed"]
    assert told[-1].actor == "沈一诺（代林晓岚）" and told[-1].as_ == "credit_center_reviewer@宁波市信用中心"
    raw = db.session().scalars(sa.select(TrailRow).where(TrailRow.what == "case:task:completed")
                               .order_by(TrailRow.n.desc())).first()
    assert raw is not None and raw.after is not None and raw.after["for"] == actor_of("reviewer").person_id
    view = find_task(session, actor_of("clerk"), done.id)
    assert (view.assignee_name, view.acting_for) == ("沈一诺", "林晓岚")


def test_a_task_taken_for_somebody_absent_stays_theirs(objection: Any, run: Any) -> None:
    number = objection("sign")
    away(run)
    run(claim_task, "officer", task_id=the_task(number).id)

    assert the_task(number).assignee.login == "reviewer"  # type: ignore[union-attr]


def test_it_ends_by_itself_and_before_its_day_it_is_nothing(objection: Any, run: Any, session: Any) -> None:
    number = objection("sign")
    away(run, first=TODAY + timedelta(days=1), days=1)

    for day, may in ((0, False), (1, True), (2, True), (3, False)):
        with frozen(now() + timedelta(days=day)):
            found = {row.case for row in inbox(session, actor_of("officer")).items}
            assert (number in found) is may, day
            if not may:
                with pytest.raises(NotAllowed):
                    run(complete_task, "officer", task_id=the_task(number).id, answers={})


def test_what_is_lent_is_work_and_no_other_right(run: Any, session: Any) -> None:
    away(run)
    actor = actor_of("officer")

    assert actor.roles == {"repair_officer"}
    assert [(one.name, [p.role for p in one.posts]) for one in actor.absent] == [("林晓岚", ["credit_center_reviewer"])]
    (mine,), (theirs,) = me(session, actor).substitutions, me(session, actor_of("reviewer")).substitutions
    assert (mine.absent, mine.substitute, mine.runs) == ("reviewer", "officer", True)
    assert [p.role for p in mine.posts] == ["credit_center_reviewer"] and theirs.posts == ()


def test_four_eyes_see_both_names(objection: Any, run: Any) -> None:
    """The clerk drew up the opinion: as the reviewer's substitute they cannot sign it."""
    number = objection("sign")
    away(run, substitute="clerk")

    with pytest.raises(NotAllowed) as refused:
        do(number, "sign", {"signature": "agree"}, by="clerk")

    assert "同一人" in refused.value.message or "审签" in refused.value.message
    assert [t.node for t in open_tasks(number)] == ["sign"]


def test_who_is_the_substitute_of_a_delegate_drafts(objection: Any, run: Any, session: Any) -> None:
    number = objection("opinion")
    run(delegate_task, "clerk", task_id=the_task(number).id, to="officer", reason="请起草")
    away(run, "officer", login="officer", substitute="reviewer")

    view = find_task(session, actor_of("reviewer"), the_task(number).id)
    assert (view.seat, view.acting_for) == ("delegate", "沈一诺")


@pytest.mark.parametrize("by", ["reviewer", "admin", "supervisor"])
def test_oneself_the_administrator_and_the_supervisor_may_say_so(run: Any, by: str) -> None:
    assert away(run, by) > 0


def test_the_chief_says_it_of_the_people_of_the_organ_and_of_no_other(run: Any) -> None:
    assert away(run, "chief", login="handler", substitute="handler1b") > 0
    with pytest.raises(NotAllowed):
        away(run, "chief", login="reviewer", substitute="officer")
    with pytest.raises(NotAllowed):
        away(run, "handler", login="legal", substitute="handler1b")


@pytest.mark.parametrize(("change", "field"), [
    ({"from_on": None}, "from_on"), ({"until_on": None}, "until_on"),
    ({"from_on": TODAY - timedelta(days=1)}, "from_on"),
    ({"until_on": TODAY - timedelta(days=1)}, "until_on"), ({"until_on": TODAY + timedelta(days=400)}, "until_on"),
    ({"substitute": "reviewer"}, "substitute"), ({"substitute": "handler"}, "substitute"),
    ({"substitute": "nobody"}, "substitute"), ({"reason": " "}, "reason")])
def test_what_will_not_do_is_said_at_its_field(run: Any, change: dict[str, Any], field: str) -> None:
    args = {"login": "reviewer", "substitute": "officer", "from_on": TODAY, "until_on": TODAY, "reason": "休假"}

    with pytest.raises(Invalid) as refused:
        run(set_absence, "reviewer", **{**args, **change})

    assert list(refused.value.errors) == [field]


def test_one_is_away_once_and_a_substitute_is_there(run: Any) -> None:
    away(run)
    with pytest.raises(Conflict):
        away(run, first=TODAY + timedelta(days=3))
    with pytest.raises(Invalid) as refused:
        away(run, "clerk", login="clerk", substitute="reviewer")
    assert list(refused.value.errors) == ["substitute"]


def test_called_off_it_is_over_at_once_and_once(objection: Any, run: Any, session: Any) -> None:
    number, row = objection("sign"), away(run)
    run(end_absence, "reviewer", absence_id=row)

    assert actor_of("officer").absent == ()
    assert number not in {one.case for one in inbox(session, actor_of("officer")).items}
    with pytest.raises(Conflict):
        run(end_absence, "reviewer", absence_id=row)
