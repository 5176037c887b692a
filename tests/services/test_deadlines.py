"""Statutory clocks in a case: warnings, breach, pause refused, extension once, recount after a new calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.clock import frozen
from app.errors import Conflict, Invalid, NotAllowed
from app.extensions import db
from app.jobs.deadlines import sweep
from app.models import Deadline, Incident, Outbox, TrailRow
from app.services.extend_deadline import extend_deadline
from app.services.import_calendar import import_calendar
from app.services.pause_deadline import pause_deadline
from app.services.recompute_deadlines import recompute_deadlines
from app.services.resume_deadline import resume_deadline
from tests.services.conftest import deadline_of, everything, trail_of
from tests.support.house import actor_of
from tests.support.walk import case_of, do, open_tasks


def at(day: int, hour: int = 2) -> datetime:
    """10:00 in Shanghai of a day of November 2026."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_the_clock_of_an_objection_starts_with_acceptance_and_ends_five_working_days_later(objection: Any) -> None:
    row = deadline_of(objection("assess"), "objection")

    assert (row.start_on, row.last_day) == (date(2026, 11, 16), date(2026, 11, 23))
    assert row.due_at == datetime(2026, 11, 23, 16, tzinfo=UTC)


def test_a_sweep_before_anything_is_due_does_nothing(objection: Any) -> None:
    objection("assess")

    assert sweep(at(16, 3)).as_dict() == {"due": 0, "fired": 0, "parked": 0}


def test_warnings_come_once_each_and_are_heard_by_more_people(objection: Any) -> None:
    number = objection("assess")
    for day in (19, 20, 23):
        sweep(at(day))
        sweep(at(day))

    assert trail_of(number).count("case:deadline:warned") == 3
    said = db.session().scalars(sa.select(Outbox.payload).order_by(Outbox.id))
    assert [p["point"] for p in said if p.get("what") == "deadline"] == ["50%", "80%", "due"]


def test_a_breach_escalates_and_decides_nothing(objection: Any) -> None:
    number = objection("assess")

    sweep(at(24))

    assert deadline_of(number, "objection").state == "breached"
    assert deadline_of(number, "objection").open
    assert {t.node for t in open_tasks(number)} == {"assess", "supervise"}
    assert case_of(number).status == "open"


def test_a_breached_limit_that_is_met_late_stays_breached(objection: Any) -> None:
    number = objection("sign")
    sweep(at(24))
    with frozen(at(25)):
        do(number, "sign", {"signature": "agree"})

    row = deadline_of(number, "objection")
    assert (row.state, row.open) == ("breached", False)


def test_after_a_long_stop_one_sweep_catches_up_with_one_warning(objection: Any) -> None:
    number = objection("assess")

    done = sweep(at(30))

    assert done.parked == 0
    assert deadline_of(number, "objection").state == "breached"
    assert trail_of(number).count("case:deadline:breached") == 1
    assert sweep(at(30)).fired == 0


def test_the_objection_s_clock_refuses_a_pause(objection: Any, run: Any) -> None:
    number = objection("assess")
    before = everything(number)

    with pytest.raises(Conflict) as refused:
        run(pause_deadline, "clerk", number=number, reason="等材料")

    assert refused.value.code == "not_pausable"
    assert everything(number) == before


def test_what_is_not_paused_cannot_be_resumed(objection: Any, run: Any) -> None:
    with pytest.raises(Conflict):
        run(resume_deadline, "clerk", number=objection("assess"), reason="继续")


def test_an_extension_is_asked_by_the_handler_and_approved_by_the_head_once_up_to_twenty_days(
        objection: Any, run: Any) -> None:
    number = objection("assess")
    run(extend_deadline, "clerk", number=number, reason="案卷分散在三个分局，需要逐一调取核对。")
    assert deadline_of(number, "objection").length == 5

    do(number, "approve_extension", {"extension": "approved"})

    row = deadline_of(number, "objection")
    assert (row.length, row.last_day) == (20, date(2026, 12, 14))
    with pytest.raises((Conflict, NotAllowed)):
        run(extend_deadline, "clerk", number=number, reason="还想再延长一次，材料实在太多。")
    assert deadline_of(number, "objection").length == 20


def test_an_extension_without_a_reason_is_a_sentence(objection: Any, run: Any) -> None:
    with pytest.raises(Invalid) as refused:
        run(extend_deadline, "clerk", number=objection("assess"), reason=" ")

    assert "reason" in refused.value.errors


def test_a_new_calendar_moves_running_limits_and_lists_them(objection: Any, run: Any) -> None:
    """The days off between change the last day; what moved is kept with the deadline."""
    number = objection("assess")
    notice = {"year": 2026, "notice": "国办发明电〔2026〕99号",
              "off": {"2026-11-19": "调整放假", "2026-11-20": "调整放假"},
              "work": {}}
    run(import_calendar, notice=notice)

    moved = run(recompute_deadlines, case_id=case_of(number).id)

    limits = {(m.before, m.after) for m in moved if m.title == "异议处理期限"}
    assert limits == {(date(2026, 11, 23), date(2026, 11, 25))}
    row = deadline_of(number, "objection")
    assert [c.kind for c in row.changes] == ["recount"]
    assert "case:deadline:moved" in trail_of(number)
    assert run(recompute_deadlines, case_id=case_of(number).id) == ()


def test_the_trail_names_who_took_the_calendar_in_and_a_stranger_recounts_nothing(objection: Any, run: Any) -> None:
    """An administrator may not open the case, and yet the recount is theirs."""
    number = objection("assess")
    notice = {"year": 2026, "notice": "国办发明电〔2026〕98号", "off": {"2026-11-20": "调整放假"}, "work": {}}
    run(import_calendar, "admin", notice=notice)
    with pytest.raises(NotAllowed):
        run(recompute_deadlines, "clerk", case_id=case_of(number).id)

    run(recompute_deadlines, "admin", case_id=case_of(number).id)

    query = sa.select(TrailRow.actor).where(TrailRow.stream == case_of(number).id,
                                            TrailRow.what == "case:deadline:moved")
    assert db.session().scalars(query).all() == [f"person:{actor_of('admin').person_id}"]


@pytest.mark.parametrize(("notice", "field"), [
    ({"year": "2027"}, "year"), ({"year": 2027}, "notice"),
    ({"year": 2027, "notice": "国办发明电〔2026〕9号", "off": {}}, "off"),
    ({"year": 2027, "notice": "国办发明电〔2026〕9号", "off": {"2026-01-01": "元旦"}, "work": {}}, "off"),
    ({"year": 2027, "notice": "国办发明电〔2026〕9号", "off": {"元旦": "元旦"}, "work": {}}, "off"),
    ({"year": 2027, "notice": "国办发明电〔2026〕9号", "off": {"2027-01-01": "元旦"}, "work": {"2027-01-04": "班"}},
     "work"),
    (None, "year"),
])
def test_a_notice_that_is_wrong_is_refused_with_the_part_it_is_about(app: Any, run: Any, notice: Any,
                                                                     field: str) -> None:
    with pytest.raises(Invalid) as refused:
        run(import_calendar, notice=notice)

    assert field in refused.value.errors


def test_one_bad_timer_does_not_stop_the_sweep_and_is_parked_after_three_tries(objection: Any, session: Any) -> None:
    good, bad = objection("assess"), objection("assess", "citizen2")
    case = case_of(bad)
    case.snapshot = b"rubbish"
    session.commit()

    moment = at(24)
    for _ in range(5):
        sweep(moment)
        moment += timedelta(hours=2)

    assert deadline_of(good, "objection").state == "breached"
    incident = db.session().execute(sa.select(Incident)).scalar_one()
    assert incident.parked and incident.tries == 3
    assert deadline_of(bad, "objection").state == "running"
    waiting = sa.select(sa.func.count(Deadline.id)).where(Deadline.next_at <= moment, Deadline.open)
    assert db.session().scalar(waiting) == 1
