"""Terms that are over end by themselves: publication and keeping are two clocks (省条例16, 36号令)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.clock import frozen
from app.errors import NotAllowed
from app.extensions import db
from app.jobs.terms import end_terms, retry_terms
from app.models import Case, Document, Entry, Incident, Release
from app.queries import registers
from app.queries.incidents import open_incidents
from app.services.context import Context
from app.services.registers import amend, enter
from tests.support.house import records_of, subject_of
from tests.support.walk import open_case

NAME = "credit-records"
LAST = datetime(2027, 3, 18, 10, tzinfo=UTC)  # of a year's publication of what was decided on 2026-03-18
KEPT = datetime(2031, 3, 18, 10, tzinfo=UTC)  # of five years' keeping


def entry_of(key: str) -> Entry:
    db.session.rollback()
    return db.session().execute(sa.select(Entry).where(Entry.key == key)).scalar_one()


def end_at(moment: datetime) -> int:
    with frozen(moment):
        return end_terms(moment)


def opened() -> list[str]:
    db.session.rollback()
    return list(db.session().scalars(sa.select(Case.outcome).where(Case.procedure == "expiry")))


def list_severe(ctx: Context, login: str) -> str:
    owner = ctx.session.scalars(sa.select(Entry).where(Entry.key == records_of(login)[0])).one().subject_id
    entry = enter(ctx, "severe-list", subject_id=owner, organisation_id=None, title="列入", dated=date(2026, 4, 1),
                  data={"publication": "published"}, reason="列入", article="条例17")
    return entry.key


def remove(ctx: Context, key: str) -> None:
    entry = ctx.session.scalars(sa.select(Entry).where(Entry.key == key)).one()
    amend(ctx, entry, "removed", changes={}, reason="移出", article="条例17", case=None, lifecycle="ended")


def test_nothing_ends_before_its_last_day_is_over(app: Any) -> None:
    assert end_at(LAST) == 0


def test_the_day_after_its_last_a_publication_ends_and_the_record_stays(app: Any, session: Any) -> None:
    key = records_of("company", "market_regulator")[0]
    assert end_at(LAST.replace(day=19)) > 0

    entry = entry_of(key)
    assert (entry.lifecycle, entry.data["publication"]) == ("live", "ended")
    assert set(opened()) == {"e_unpublished"}
    assert key not in {item.id for item in registers.list_public(session, NAME, size=200).items}


def test_what_has_ended_does_not_end_again(app: Any) -> None:
    end_at(LAST.replace(day=19))

    assert end_at(LAST.replace(day=20)) == 0


def test_after_five_years_a_record_is_taken_out_and_its_subject_told(app: Any, session: Any) -> None:
    key = records_of("company", "market_regulator")[0]
    end_at(KEPT.replace(day=19))

    assert entry_of(key).lifecycle == "deleted"
    assert {"e_unpublished", "e_erased"} == set(opened())
    letters = set(session.scalars(sa.select(Document.letter).where(Document.to_subject)))
    assert {"unpublished", "erased"} <= letters


def test_while_its_subject_stands_on_the_severe_list_a_record_is_kept(app: Any, run: Any) -> None:
    key = records_of("company", "market_regulator")[0]
    listed = run(list_severe, login="company")
    end_at(KEPT.replace(day=19))
    assert entry_of(key).lifecycle == "live"

    run(remove, key=listed)
    end_at(KEPT.replace(day=20))
    assert entry_of(key).lifecycle == "deleted"


def test_a_good_record_has_no_term(app: Any) -> None:
    key = records_of("company", "market_regulator")[0]
    entry = entry_of(key)
    entry.data = {**entry.data, "polarity": "positive", "publication": "withheld"}
    db.session().commit()
    end_at(KEPT.replace(year=2040))

    assert entry_of(key).lifecycle == "live"


@pytest.mark.parametrize("login", ["clerk", "chief", "company"])
def test_nobody_but_the_clock_ends_a_term(app: Any, login: str) -> None:
    named = {"records": records_of("company", "market_regulator")[:1], "term": "retention"}
    with pytest.raises(NotAllowed):
        open_case(login, "expiry", named=named, on_behalf_of=subject_of("company"))


def publish_expiry(yes: bool) -> None:
    db.session.rollback()
    db.session().execute(sa.update(Release).where(Release.slug == "expiry").values(current=yes))
    db.session().commit()


def test_a_term_that_cannot_be_ended_stands_on_the_incidents_page_and_is_tried_again(app: Any, session: Any) -> None:
    publish_expiry(False)
    day = LAST.replace(day=19)
    assert end_at(day) == 0
    failed = open_incidents(session)
    assert {(one.work, one.case, one.node, one.tries) for one in failed} == {("term", None, "publication", 1)}
    assert end_at(day + timedelta(hours=1)) == 0  # not counted again by the round that looks for new ones
    assert session.scalar(sa.select(sa.func.max(Incident.tries))) == 1

    publish_expiry(True)
    with frozen(later := day + timedelta(hours=2)):
        assert retry_terms(later) == len(failed)
    assert open_incidents(session) == []
    assert set(opened()) == {"e_unpublished"}


def test_after_three_tries_it_waits_for_a_person(app: Any, session: Any) -> None:
    publish_expiry(False)
    end_at(LAST.replace(day=19))
    for n in range(1, 4):
        with frozen(later := LAST.replace(day=19) + timedelta(hours=2 * n)):
            retry_terms(later)

    assert {(one.tries, one.parked) for one in open_incidents(session)} == {(3, True)}
