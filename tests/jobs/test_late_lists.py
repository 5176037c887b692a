"""The subscribed list of what is late: each once on its day, never on a holiday, to whoever still oversees."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.clock import SHANGHAI, frozen
from app.errors import Invalid, NotAllowed, NotFound
from app.extensions import db
from app.jobs.late_lists import send_late_lists
from app.models import Deadline, Organisation, Outbox, Person, Subscription
from app.services.execute import execute
from app.services.outbox import claim_message
from app.services.subscribe import subscribe
from app.services.unsubscribe import unsubscribe
from app.web.show.workbook import comma_separated
from tests.support.house import actor_of
from tests.support.staged import objection_at

FRIDAY = datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)


def order(by: str = "supervisor", at: datetime = FRIDAY, **given: Any) -> int:
    return int(execute(subscribe, actor=actor_of(by), now=at, **({"every": "daily"} | given)))


def lists() -> list[Outbox]:
    db.session.rollback()
    return [row for row in db.session().scalars(sa.select(Outbox).order_by(Outbox.id))
            if row.payload["what"] == "late_list"]


@pytest.fixture()
def late(app: Any) -> str:
    """A case whose clocks have run out, with its party's name in the house."""
    number = objection_at("verify")
    db.session().execute(sa.update(Deadline).values(due_at=FRIDAY - timedelta(days=2)))
    db.session().execute(sa.text("UPDATE task SET due_at = :at"), {"at": FRIDAY - timedelta(days=2)})
    db.session().commit()
    return number


def test_a_daily_list_goes_out_once_on_each_working_day(late: str) -> None:
    order()
    days = [FRIDAY.replace(hour=10), *(datetime(2026, 11, day, hour, tzinfo=SHANGHAI)
                                       for day, hour in ((21, 9), (22, 9), (23, 7), (23, 9), (23, 15), (24, 9)))]
    assert [send_late_lists(day) for day in days] == [0, 0, 0, 0, 1, 0, 1]
    assert len(lists()) == 2


def test_no_list_on_a_holiday_and_one_on_a_day_worked_instead(late: str) -> None:
    """The National Day holiday of 2026 is 1 to 7 October; 10 October, a Saturday, is worked."""
    order(at=datetime(2026, 9, 30, 9, tzinfo=SHANGHAI))
    sent = [day for day in range(1, 12) if send_late_lists(datetime(2026, 10, day, 9, tzinfo=SHANGHAI))]
    assert sent == [8, 9, 10]


def test_a_weekly_list_goes_out_on_the_first_working_day(late: str) -> None:
    order(every="weekly", at=datetime(2026, 9, 28, 9, tzinfo=SHANGHAI))
    sent = [(month, day) for month, day in ((9, 29), *((10, day) for day in range(1, 15)))
            if send_late_lists(datetime(2026, month, day, 9, tzinfo=SHANGHAI))]
    assert sent == [(10, 8), (10, 12)]


def test_the_mail_names_the_case_and_no_person(late: str, session: Any) -> None:
    order()
    monday = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
    send_late_lists(monday)
    (row,) = lists()
    (part,) = execute(claim_message, actor=actor_of("supervisor"), now=monday, outbox_id=row.id).parts
    assert part["kind"] == "mail" and part["to"].startswith("supervisor@") and "超期清单：1 件已超期" in part["subject"]
    assert late.replace("YY-2026-", "YY〔2026〕") in part["body"] and "核实并答复" in part["body"]
    known = session.scalars(sa.text("SELECT name FROM subject")).all()
    assert not any(name in part["body"] for name in known)


def test_a_list_holds_its_part_of_the_work_alone(late: str, session: Any) -> None:
    other = session.scalar(sa.select(Organisation.id).where(Organisation.tag == "ecology"))
    order(organisation_id=other)
    order(procedure="repair")
    send_late_lists(datetime(2026, 11, 23, 9, tzinfo=SHANGHAI))
    assert [row.payload["body"] for row in lists()] == ["", ""]


def test_who_oversees_no_more_gets_none(late: str, session: Any) -> None:
    order()
    session.execute(sa.update(Person).where(Person.login == "supervisor").values(disabled_at=FRIDAY))
    session.commit()
    assert send_late_lists(datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)) == 0


def test_the_same_part_again_changes_how_often_and_ends_by_its_owner(app: Any) -> None:
    first = order()
    assert order(every="weekly") == first
    assert db.session().get_one(Subscription, first).every == "weekly"
    with pytest.raises(NotFound):
        execute(unsubscribe, actor=actor_of("oversight"), subscription_id=first)
    execute(unsubscribe, actor=actor_of("supervisor"), subscription_id=first)
    assert db.session().scalar(sa.select(sa.func.count()).select_from(Subscription)) == 0


@pytest.mark.parametrize(("given", "field"), [({"every": "hourly"}, "every"), ({"procedure": "nothing"}, "procedure"),
                                              ({"organisation_id": 99999}, "organisation")])
def test_a_subscription_that_makes_no_sense_is_refused(app: Any, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        order(**given)
    assert list(refused.value.errors) == [field]


def test_only_a_supervisor_subscribes(app: Any) -> None:
    for login in ("handler", "oversight", "admin"):
        with pytest.raises(NotAllowed), frozen(FRIDAY):
            order(by=login)


def test_no_cell_of_the_csv_is_a_formula() -> None:
    made = comma_separated(("a",), [('=HYPERLINK("http://x")',), ("+1",), ("@x",), (-3,), ("核实",)])
    assert made.decode("utf-8-sig").splitlines()[1:] == ['"\'=HYPERLINK(""http://x"")"', "'+1", "'@x", "-3", "核实"]
