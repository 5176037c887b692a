"""How one comes off the severe list (条例33.2): conditions by field, terms, receipts, and what the law forbids."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from app import clock
from app.clock import frozen
from app.errors import Invalid, NotAllowed
from app.extensions import db
from app.jobs.terms import end_terms
from app.models import Case, Entry, Subject
from app.procedures.form_model import Field
from app.services.context import Context
from app.services.registers import enter
from app.services.world import World
from tests.services.conftest import trail_of
from tests.support.house import actor_of, record_data, records_of, subject_of
from tests.support.severe import SERVE, Step, applied, entry_of, letters_of, listing, open_nodes, walk
from tests.support.walk import case_of, do, open_case

A_YEAR_ON = datetime(2027, 12, 1, 2, tzinfo=UTC)
AFTER_THE_TERM = datetime(2029, 11, 20, 2, tzinfo=UTC)
FAIR = {"fulfilled": "yes", "committed": "yes", "relapsed": "no"}
RECEIVED: Step = ("register", {"intake": "accept"}, "handler")


def decided(number: str, why: dict[str, str], remove: bool) -> None:
    """From the application to the signed decision."""
    walk(number, [RECEIVED, ("check", {**FAIR, **why}, "handler"),
                  ("propose_removal" if remove else "propose_keep", {}, "handler"),
                  ("sign", {"signature": "agree"}, "chief")])


def test_who_meets_all_conditions_is_taken_off_and_everybody_is_told(app: Any) -> None:
    listed = listing()
    with frozen(A_YEAR_ON):
        number = applied(listed)
        decided(number, {}, remove=True)
        entry = entry_of(listed)
        assert (entry.lifecycle, entry.data["publication"]) == ("ended", "ended")
        assert (entry.data["removed_on"], entry.data["responsible"]) == ("2027-12-01", [])
        assert letters_of(number) == ["acceptance", "removal", "lift"]

        do(number, "lift", {"lifted": "lifted"}, by="member1")
        walk(number, SERVE)
    assert case_of(number).outcome == "e_removed" and "case:register:amended" in trail_of(number)


@pytest.mark.parametrize("why", [{"fulfilled": "no"}, {"committed": "no"}, {"relapsed": "yes"}])
def test_who_lacks_one_condition_stays_with_reasons_and_remedies(app: Any, why: dict[str, str]) -> None:
    listed = listing()
    with frozen(A_YEAR_ON):
        number = applied(listed)
        decided(number, why, remove=False)
        walk(number, SERVE)

    assert case_of(number).outcome == "e_kept" and letters_of(number)[-1] == "kept"
    assert entry_of(listed).lifecycle == "live"


def test_before_the_shortest_time_of_its_field_nobody_is_taken_off(app: Any) -> None:
    listed = listing()
    number = applied(listed)
    walk(number, [RECEIVED, ("check", FAIR, "handler")])

    assert open_nodes(number) == ["propose_keep"]


def test_where_the_field_allows_no_early_removal_the_year_does_not_help(app: Any) -> None:
    listed = listing(area={"entry": "质量安全领域"})
    with frozen(A_YEAR_ON):
        number = applied(listed)
        walk(number, [RECEIVED, ("check", FAIR, "handler")])

        assert open_nodes(number) == ["propose_keep"]


def test_a_court_ruling_on_a_reorganisation_does_not_wait_for_the_shortest_time(app: Any) -> None:
    number = applied(listing(), door="ruled")
    walk(number, [RECEIVED, ("check", {**FAIR, "fulfilled": "no"}, "handler")])

    assert open_nodes(number) == ["propose_removal"]


def test_one_application_is_about_one_entry(app: Any) -> None:
    entry = entry_of(listing())
    with pytest.raises(Invalid) as refused:
        open_case("company", "severe-removal", door="applied", named={"records": records_of("company")[:1]})
    assert "名单上没有这一条" in refused.value.errors["records"][0] and entry.lifecycle == "live"


def test_the_organ_that_decided_the_listing_decides_the_removal_and_no_other(app: Any) -> None:
    listed = listing()
    assert case_of(applied(listed)).organisation_id == entry_of(listed).organisation_id

    entry = entry_of(listed)
    with pytest.raises(Invalid) as refused:
        open_case("handler2", "severe-removal", door="basis_fell", named={"records": [entry.key]},
                  on_behalf_of=subject_of("company"))
    assert "不是本单位认定的" in refused.value.errors["records"][0]
    with pytest.raises(NotAllowed):
        open_case("authority", "severe-removal", door="basis_fell", named={"records": [entry.key]},
                  on_behalf_of=subject_of("company"))


def cases_of_removal() -> list[Case]:
    db.session.rollback()
    return list(db.session().scalars(sa.select(Case).where(Case.procedure == "severe-removal").order_by(Case.id)))


def test_the_clock_opens_one_case_for_the_end_of_a_term_whatever_comes_of_it(app: Any) -> None:
    listed = listing()
    with frozen(AFTER_THE_TERM):
        end_terms(AFTER_THE_TERM)
        end_terms(AFTER_THE_TERM)
        (case,) = cases_of_removal()
        walk(case.number, [("check", {**FAIR, "fulfilled": "no"}, "handler"), ("propose_keep", {}, "handler"),
                           ("sign", {"signature": "agree"}, "chief"), *SERVE])
        assert case_of(case.number).outcome == "e_kept" and entry_of(listed).lifecycle == "live"
        end_terms(AFTER_THE_TERM)
        assert len(cases_of_removal()) == 1

        number = applied(listed)  # who fulfils later applies, and needs no new promise
        walk(number, [RECEIVED, ("check", {**FAIR, "committed": "no"}, "handler")])
        assert open_nodes(number) == ["propose_removal"]


def test_where_the_field_says_so_the_end_of_the_term_removes_by_itself(app: Any) -> None:
    listed = listing(area={"entry": "市场秩序领域"})
    with frozen(AFTER_THE_TERM):
        end_terms(AFTER_THE_TERM)

    assert entry_of(listed).data["removed_on"] == "2029-11-20"


def an_old_record(ctx: Context) -> str:
    (owner,) = actor_of("company").subject_ids
    term = {"retention_from": "2021-11-20", "retention_to": "2026-11-20", "publication": "ended"}
    data = {**record_data(ctx.session.get_one(Subject, owner), "public"), **term}
    return enter(ctx, "credit-records", subject_id=owner, organisation_id=None, title="旧记录",
                 dated=date(2021, 11, 20), data=data, reason="首次记入", article="条例14").key


def test_removal_ends_the_terms_that_the_list_held_back(app: Any, run: Any) -> None:
    listed, old = listing(), run(an_old_record)
    with frozen(A_YEAR_ON):
        number = applied(listed)
        decided(number, {}, remove=True)

    record = db.session().execute(sa.select(Entry).where(Entry.key == old)).scalar_one()
    assert record.data["retention_to"] == "2027-12-01" and record.versions[-1].article == "省条例16"


def test_x26_a_listed_subject_has_its_own_way_off_and_the_entry_is_no_credit_record(app: Any) -> None:
    entry = entry_of(listing())

    assert entry.register == "severe-list" and entry.key not in offered_records("company")


def offered_records(login: str) -> list[str]:
    """What a form offers as the subject's credit records: objections and repair name nothing else."""
    world = World(db.session(), actor_of(login), clock.now())
    return [key for key, _ in world.options(Field(key="records", type="record", label="", source="records"))]
