"""Repair (条例33): who decides what, what is picked and left out, what the decision does; refusals by their number."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app.engine import Effect
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.extensions import db
from app.models import Deadline, Document, Entry, Organisation, Task
from app.queries import registers as readings
from app.queries.procedures import start_form
from app.services.complete_task import complete_task
from app.services.execute import execute
from app.services.house import house
from app.services.live import Live
from app.services.operations.registers import apply_findings
from app.services.preview_letters import preview_letters
from app.services.withdraw_case import withdraw_case
from tests.support.house import actor_of, enter_given, for_case, records_of, subject_of
from tests.support.walk import case_of, do, open_case, open_tasks, tell

YES = {"period": "yes", "corrected": "yes", "impact": "yes", "commitment": "yes", "other": "yes"}
ANNOTATE, DELETE = {**YES, "outcome": "annotate"}, {**YES, "outcome": "delete"}
MARKET, ECOLOGY = "0", "1"  # the two units, by their place in the list


def filed(login: str = "company", tags: tuple[str, ...] = ("market_regulator", "ecology"), **named: Any) -> str:
    keys = [key for tag in tags for key in records_of(login, tag)]
    return open_case(login, "repair", door="filed_center", named={"records": keys, "bankruptcy": "no", **named}).number


def at_the_units(**more: Any) -> str:
    """Pre-checked and accepted by both units."""
    number = filed(**more)
    do(number, "precheck", {"intake": "accept"})
    do(number, "u_accept", {"accepted": "yes"}, item=MARKET)
    do(number, "u_accept", {"accepted": "yes"}, item=ECOLOGY)
    return number


def decided(number: str, item: str, *findings: dict[str, str]) -> None:
    do(number, "u_check", {"decisions": list(findings)}, item=item)
    do(number, "u_decide", {"signature": "agree"}, item=item)


def entry_of(key: str) -> Entry:
    db.session.rollback()
    return db.session().execute(sa.select(Entry).where(Entry.key == key)).scalar_one()


def task_of(number: str, node: str, item: str) -> Task:
    return next(t for t in open_tasks(number) if (t.node, t.item) == (node, item))


def refusal_of(*keys: str) -> str:
    with pytest.raises(Invalid) as refused:
        open_case("company", "repair", door="filed_center", named={"records": list(keys), "bankruptcy": "no"})
    return str(refused.value.errors["records"][0])


def given(**facts: Any) -> str:
    """The key of a record of the company's, or of an entry of another register."""
    row = {"register": "credit-records", "source": "market_regulator", "title": "另一条", **facts}
    execute(enter_given, actor=actor_of("admin"), subject=subject_of("company"), given=[row])
    return str(db.session().scalar(sa.select(Entry.key).where(Entry.title == row["title"])
                                   .order_by(Entry.id.desc()).limit(1)))


def test_x25_each_unit_decides_its_own_records_and_nobody_elses(app: Any) -> None:
    number = at_the_units()

    mine = {row: task_of(number, "u_check", row).records for row in (MARKET, ECOLOGY)}

    assert set(mine[MARKET] or ()) == set(records_of("company", "market_regulator"))
    assert mine[ECOLOGY] == records_of("company", "ecology")


@pytest.mark.parametrize("login", ["clerk", "reviewer", "officer", "chief2", "handler", "authority_chief"])
def test_x25_the_decision_is_taken_by_the_head_of_the_unit_that_determined(app: Any, login: str) -> None:
    number = at_the_units()
    do(number, "u_check", {"decisions": [ANNOTATE, ANNOTATE]}, item=MARKET)
    task = task_of(number, "u_decide", MARKET)

    with pytest.raises((NotAllowed, NotFound)):
        execute(complete_task, actor=actor_of(login), task_id=task.id,
                answers={"signature": "agree", "no_conflict": True})

    assert entry_of(records_of("company", "market_regulator")[0]).data["marks"] == ["repairing"]


def test_x25_nothing_is_deleted_without_a_decision_of_its_own_supplier(app: Any) -> None:
    number = at_the_units()
    decided(number, MARKET, DELETE, DELETE)
    theirs = records_of("company", "ecology")
    params = {"findings": "u_check", "decision": "u_decide", "records": theirs}

    def by_the_wrong_decision(ctx: Any, item: str) -> None:
        case = case_of(number)
        live = Live(case, ctx.house.release(ctx.session, case.release_id), [], [], [])
        apply_findings(ctx, live, Effect("register.apply", "u_execute", (int(item),), params, {}))

    for item in (MARKET, ECOLOGY):  # decided by another unit; not decided at all
        with pytest.raises(NotAllowed, match="第三十三条"):
            execute(by_the_wrong_decision, actor=actor_of("clerk"), item=item)

    assert entry_of(theirs[0]).lifecycle == "live"


def test_a_decision_is_executed_at_once_and_waits_for_no_other_unit(app: Any) -> None:
    number = at_the_units()

    decided(number, MARKET, DELETE, DELETE)

    assert {entry_of(key).lifecycle for key in records_of("company", "market_regulator")} == {"deleted"}
    assert entry_of(records_of("company", "ecology")[0]).data["marks"] == ["repairing"]
    assert task_of(number, "u_check", ECOLOGY).state == "open"


def test_a_record_that_fails_one_condition_is_not_repaired_beside_one_that_is(app: Any) -> None:
    number = at_the_units()
    first, second = task_of(number, "u_check", MARKET).records or []

    decided(number, MARKET, {**YES, "impact": "no"}, ANNOTATE)

    assert entry_of(first).data["marks"] == [] and entry_of(first).data["publication"] == "published"
    assert entry_of(second).data["marks"] == ["repaired"] and entry_of(second).data["publication"] == "ended"


def test_a_decision_says_for_each_record_whether_it_is_deleted_annotated_or_not_repaired(app: Any) -> None:
    number = at_the_units()
    do(number, "u_check", {"decisions": [{**YES, "impact": "no"}, ANNOTATE]}, item=MARKET)

    shown = execute(preview_letters, actor=actor_of("chief"), task_id=task_of(number, "u_decide", MARKET).id,
                    answers={"signature": "agree", "no_conflict": True})

    said = str(next(letter.rendered.content for letter in shown if letter.letter == "decision"))
    assert "不予修复" in said and "标注“已修复”" in said and "refuse" not in said


def test_what_is_repaired_is_no_longer_shared_with_other_organs(app: Any, session: Any) -> None:
    key = records_of("company", "market_regulator")[0]
    number = at_the_units()
    decided(number, MARKET, ANNOTATE, ANNOTATE)
    purpose = open_case("company", "objection", door="filed_center",
                        named={"records": records_of("company", "ecology")}).number

    found = {item.id for item in readings.list_entries(session, actor_of("clerk"), "credit-records",
                                                       purpose=for_case(purpose)).items}

    assert found and key not in found


def test_x26_an_entry_of_the_severe_list_cannot_be_picked(app: Any) -> None:
    key = given(register="severe-list", title="名单条目", field="食品安全", content="危害健康", field_basis="示例")

    assert "不适用修复" in refusal_of(key)


def test_x26_a_record_of_a_decision_that_stands_on_the_severe_list_goes_to_removal(app: Any) -> None:
    given(register="severe-list", title="名单条目", basis_no="甬市监处罚〔2026〕9号", field="食品安全",
          content="危害健康", field_basis="示例")
    key = given(title="同一文书", basis_no="甬市监处罚〔2026〕9号")

    number = open_case("company", "repair", door="filed_center", named={"records": [key], "bankruptcy": "no"}).number

    assert case_of(number).outcome == "e_none"
    assert entry_of(key).data["marks"] == []


def test_x35_no_step_form_or_letter_asks_for_money(app: Any) -> None:
    procedure = house().current(db.session(), "repair").procedure  # type: ignore[union-attr]

    assert not [f.key for form in procedure.forms.values() for f in form.walk() if f.money]
    words = [str(letter.source) for letter in procedure.letters.values()]
    assert not [text for text in words if "缴费" in text or "收取" in text]
    assert any("no_fee" in text for text in words)


def test_market_information_is_not_repaired_and_the_refusal_says_where_to_go(app: Any) -> None:
    assert "来源单位" in refusal_of(records_of("company", "credit_service")[0])


def test_a_record_under_repair_or_repaired_cannot_be_picked_again(app: Any) -> None:
    number = at_the_units()
    keys = records_of("company", "market_regulator")
    refusal_of(keys[0])

    decided(number, MARKET, ANNOTATE, ANNOTATE)

    refusal_of(keys[0])


@pytest.mark.parametrize(("today", "outcome"), [("2026-08-15", "e_none"), ("2026-08-14", None)])
def test_the_shortest_publication_must_be_over_and_its_last_day_is_still_in_it(
        app: Any, today: str, outcome: str | None) -> None:
    """三个月：the last day of what began on 15 or 16 August is 15 or 16 November; the test's day is 16 November."""
    began = {"2026-08-15": "2026-08-16", "2026-08-14": "2026-08-15"}[today]
    key = given(title="刚满", publication_from=began, decided_on=began, basis_no="甬市监处罚〔2026〕10号")

    number = open_case("company", "repair", door="filed_center", named={"records": [key], "bankruptcy": "no"}).number

    assert case_of(number).outcome == outcome


def test_an_extension_is_asked_granted_and_counted_in_the_askers_own_unit(app: Any) -> None:
    number = at_the_units()

    tell(number, "extend", "handler2")
    do(number, "u_approve_ext", {"extension": "approved"}, by="chief2")

    query = sa.select(Deadline.item, Deadline.length).where(Deadline.case_id == case_of(number).id,
                                                            Deadline.key == "repair_total")
    found = {row.item: row.length for row in db.session().execute(query)}
    assert found == {MARKET: 10, ECOLOGY: 20}


def test_the_whole_limit_runs_from_the_application_for_each_unit(app: Any) -> None:
    number = filed()
    do(number, "precheck", {"intake": "accept"})

    case = case_of(number)
    rows = db.session().scalars(sa.select(Deadline).where(Deadline.case_id == case.id,
                                                          Deadline.key == "repair_total")).all()
    assert [(row.item, row.start_on, row.status) for row in rows] == [
        (MARKET, case.received_on, "参照"), (ECOLOGY, case.received_on, "参照")]


def test_the_application_cannot_be_withdrawn_once_a_unit_has_decided(app: Any) -> None:
    number = at_the_units()
    decided(number, MARKET, ANNOTATE, ANNOTATE)

    with pytest.raises(Conflict, match="不能撤回"):
        execute(withdraw_case, actor=actor_of("company"), number=number, reason="不修复了。")


def test_each_unit_serves_its_own_letters(app: Any) -> None:
    number = at_the_units(service={"method": "direct"})
    decided(number, MARKET, ANNOTATE, ANNOTATE)
    decided(number, ECOLOGY, {**YES, "corrected": "no"})

    do(number, "sv_method", {"method": "direct"}, by="handler2", item=ECOLOGY)
    do(number, "sv_receipt", {"receipt": "signed"}, by="handler2", item=ECOLOGY)

    query = (sa.select(Document.letter, Organisation.tag)
             .join(Organisation, Organisation.id == Document.organisation_id)
             .where(Document.case_id == case_of(number).id, Document.served_on.is_not(None)))
    served = {(row.letter, row.tag) for row in db.session().execute(query)}
    assert ("refusal", "ecology") in served
    assert {tag for _, tag in served} == {"ecology"}


def test_a_revocation_offers_a_unit_its_own_records_of_a_repair_filed_at_the_centre(app: Any) -> None:
    number = at_the_units()
    decided(number, MARKET, DELETE, DELETE)
    decided(number, ECOLOGY, ANNOTATE)
    for item in (MARKET, ECOLOGY):
        do(number, "u_confirm", item=item)

    form, world = start_form(db.session(), actor_of("handler"), "repair-revocation", follows=number)

    offered = {key for key, _ in world.options(next(one for one in form.walk() if one.key == "records"))}
    assert offered == set(records_of("company", "market_regulator"))
    _, strangers = start_form(db.session(), actor_of("supplier"), "repair-revocation", follows=number)
    assert strangers.rows_of_case() == []


def test_a_revocation_restores_no_other_units_records(app: Any) -> None:
    number = at_the_units()
    decided(number, MARKET, DELETE, DELETE)
    decided(number, ECOLOGY, ANNOTATE)
    for item in (MARKET, ECOLOGY):
        do(number, "u_confirm", item=item)
    theirs = records_of("company", "ecology")

    with pytest.raises(Invalid) as refused:
        open_case("handler", "repair-revocation", follows=number, named={"records": theirs})
    filed_by_ecology = open_case("handler2", "repair-revocation", follows=number, named={"records": theirs}).number

    assert "本单位" in refused.value.errors["records"][0]
    assert case_of(filed_by_ecology).status == "open"
    assert open_case("handler", "repair-revocation", follows=number).number != filed_by_ecology
