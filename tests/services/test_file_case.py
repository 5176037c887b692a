"""Opening a case: by whom, for whom, when, on what."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.extensions import db
from app.models import Case, Subject
from app.services.file_case import file_case
from tests.services.conftest import deadline_of, trail_of
from tests.support.house import records_of
from tests.support.walk import bring_file, case_of, open_case, open_tasks


def count_cases() -> int:
    return db.session().scalar(sa.select(sa.func.count(Case.id))) or 0


def test_filing_gives_a_number_a_code_and_a_first_task(app: Any) -> None:
    filed = open_case("citizen", "objection", door="filed_center", named={"records": records_of("citizen")[:1]})

    case = case_of(filed.number)
    assert filed.number.startswith("YY-2026-")
    assert len(filed.query_code.replace("-", "")) == 16
    assert case.query_code is not None and filed.query_code.encode() not in case.query_code
    assert [t.node for t in open_tasks(filed.number)] == ["register"]
    assert trail_of(filed.number)[0] == "case:filed"


def test_the_acceptance_limit_counts_from_the_day_of_receipt(app: Any) -> None:
    filed = open_case("citizen", "objection", door="filed_center", named={"records": records_of("citizen")[:1]})

    assert deadline_of(filed.number, "accept").last_day == date(2026, 11, 18)  # 2 working days after Monday the 16th


def test_the_provider_accepts_what_is_filed_with_the_provider(app: Any) -> None:
    filed = open_case("citizen", "objection", door="filed_source",
                      named={"records": records_of("citizen", "market_regulator")[:1]})

    task = open_tasks(filed.number)[0]
    assert task.role == "dept_handler"
    assert task.organisation_id == case_of(filed.number).organisation_id


def test_records_of_two_providers_cannot_be_filed_with_one_of_them(app: Any) -> None:
    before = count_cases()

    with pytest.raises(Invalid) as refused:
        open_case("citizen", "objection", door="filed_source",
                  named={"records": records_of("citizen")})

    assert refused.value.errors
    assert count_cases() == before


def test_another_persons_record_is_refused(app: Any) -> None:
    with pytest.raises(Invalid) as refused:
        open_case("citizen", "objection", door="filed_center", named={"records": records_of("citizen2")[:1]})

    assert "records" in refused.value.errors


def test_an_unknown_procedure_is_not_found(app: Any, run: Any) -> None:
    with pytest.raises(NotFound):
        run(file_case, "citizen", procedure="alchemy", answers={})


def test_an_unknown_door_is_a_sentence(app: Any, run: Any) -> None:
    with pytest.raises(Invalid) as refused:
        run(file_case, "citizen", procedure="objection", door="window", answers={})

    assert refused.value.errors == {"door": ["没有这个受理渠道。"]}


def test_the_supervisor_cannot_file(app: Any, run: Any) -> None:
    with pytest.raises(NotAllowed):
        run(file_case, "supervisor", procedure="objection", answers={})


def test_a_citizen_files_for_nobody_else(app: Any) -> None:
    other = db.session().scalar(sa.select(Subject.key).where(Subject.name == "赵立春"))

    with pytest.raises(NotAllowed):
        open_case("citizen", "objection", door="filed_center", named={"records": records_of("citizen")[:1]},
                  on_behalf_of=other)


def test_the_counter_files_on_behalf_with_an_earlier_day_of_receipt_and_its_scan(app: Any, run: Any) -> None:
    from app.demo.fill import by_example
    from app.queries.procedures import start_form
    from tests.support.house import actor_of

    key = db.session().scalar(sa.select(Subject.key).where(Subject.name == "赵立春"))
    clerk = actor_of("clerk")
    proof = bring_file(clerk)
    form, world = start_form(db.session(), clerk, "objection", door="filed_center", on_behalf_of=key)
    answers = by_example(form, world, {"door": "filed_center", "service": {"method": "direct"}})

    filed = run(file_case, "clerk", procedure="objection", door="filed_center", answers=answers, on_behalf_of=key,
                channel="counter", received_on=date(2026, 11, 13), proof=proof)

    case = case_of(filed.number)
    assert case.received_on == date(2026, 11, 13)
    assert case.opened_at.date() == date(2026, 11, 16)
    assert deadline_of(filed.number, "accept").last_day == date(2026, 11, 17)


@pytest.mark.parametrize(("more", "field"), [
    ({"channel": "online", "received_on": date(2026, 11, 13)}, "received_on"),
    ({"channel": "counter", "received_on": date(2026, 11, 13)}, "proof"),
    ({"channel": "counter", "received_on": date(2026, 11, 17)}, "received_on"),
    ({"channel": "counter", "received_on": date(2025, 11, 13), "proof": "x"}, "received_on"),
    ({"channel": "pigeon"}, "channel"),
])
def test_a_day_of_receipt_before_today_needs_counter_or_post_and_a_scan(app: Any, run: Any, more: Any,
                                                                        field: str) -> None:
    key = db.session().scalar(sa.select(Subject.key).where(Subject.name == "赵立春"))

    with pytest.raises(Invalid) as refused:
        run(file_case, "clerk", procedure="objection", door="filed_center", answers={}, on_behalf_of=key, **more)

    assert field in refused.value.errors


def test_a_review_follows_only_a_closed_objection_and_only_once(objection: Any) -> None:
    running = objection("assess")
    with pytest.raises(Conflict) as early:
        open_case("citizen", "objection-review", named={}, follows=running)
    assert early.value.code == "not_closed"

    closed = objection("closed")
    first = open_case("citizen", "objection-review", named={}, follows=closed)
    assert case_of(first.number).follows_id == case_of(closed).id
    with pytest.raises(Conflict) as again:
        open_case("citizen", "objection-review", named={}, follows=closed)
    assert again.value.code == "already_followed"


def test_a_review_without_the_case_it_follows_is_a_sentence(app: Any, run: Any) -> None:
    with pytest.raises(Invalid) as refused:
        run(file_case, "citizen", procedure="objection-review", answers={})

    assert "follows" in refused.value.errors
