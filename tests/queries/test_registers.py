"""Register entries: own ones, those of a case one works on, nobody else's; each use is shown to the subject."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.clock import frozen, now
from app.domain.actor import ANYONE
from app.errors import Invalid, NotAllowed, NotFound
from app.queries import registers
from app.services.note_reading import note_reading
from tests.support.house import actor_of, records_of

NAME = "credit-records"


def titles(page):
    return sorted(item.title for item in page.items)


def test_a_subject_reads_its_own_entries_and_nobody_elses(session):
    own = registers.list_entries(session, actor_of("citizen"), NAME)
    assert {item.subject.name for item in own.items} == {"张小满"} and own.total.count == 4

    with pytest.raises(NotFound):
        registers.find_entry(session, actor_of("citizen"), NAME, records_of("citizen2")[0])


def test_an_officer_without_a_purpose_reads_what_the_own_organ_supplied(session):
    page = registers.list_entries(session, actor_of("handler2"), NAME, size=200)
    assert {item.source for item in page.items} == {"宁波市生态环境局"}


def test_an_officer_with_an_open_case_reads_the_entries_of_its_subject(session, objection):
    number = objection()
    page = registers.list_entries(session, actor_of("clerk"), NAME, purpose=number)

    assert {item.subject.name for item in page.items} == {"张小满"} and page.total.count == 4
    assert registers.find_entry(session, actor_of("clerk"), NAME, records_of("citizen")[0], purpose=number)
    with pytest.raises(NotFound):
        registers.find_entry(session, actor_of("clerk"), NAME, records_of("citizen2")[0], purpose=number)


@pytest.mark.parametrize("login", ["handler2", "chief2", "supplier"])
def test_another_organs_case_is_no_purpose(session, objection, login):
    with pytest.raises(Invalid) as refused:
        registers.list_entries(session, actor_of(login), NAME, purpose=objection())
    assert refused.value.errors == {"purpose": ["查阅目的要写您正在办理、尚未办结的事项的编号。"]}


@pytest.mark.parametrize("login", ["admin", "expert1", "gov"])
def test_a_post_that_the_register_does_not_name_reads_nothing(session, objection, login):
    with pytest.raises(NotAllowed):
        registers.list_entries(session, actor_of(login), NAME, purpose=objection())
    with pytest.raises(NotAllowed):
        registers.list_entries(session, actor_of(login), NAME)


def test_an_unknown_register_is_not_found(session):
    with pytest.raises(NotFound):
        registers.list_entries(session, actor_of("citizen"), "nothing")


def test_each_change_names_its_case_to_who_may_know_it(session, objection):
    number = objection("assess")
    key = records_of("citizen", "market_regulator")[0]

    entry = registers.find_entry(session, actor_of("citizen"), NAME, key)

    assert [(v.n, v.act, v.case) for v in entry.versions] == [(1, "entered", None), (2, "annotated", number)]
    assert entry.marks == ("异议处理中",)
    own_source = registers.find_entry(session, actor_of("chief"), NAME, key)
    assert [v.case for v in own_source.versions] == [None, None]  # the regulator has no task in the case yet


def test_a_reading_by_another_is_shown_to_the_subject_once_in_ten_minutes(run, session, objection):
    number = objection()
    key = records_of("citizen")[0]
    for _ in range(2):
        run(note_reading, actor="clerk", what="entry", purpose=f"办理事项 {number}", entry_key=key)
    run(note_reading, actor="citizen", what="entry", purpose="自己看", entry_key=key)
    with frozen(now() + timedelta(minutes=11)):
        run(note_reading, actor="clerk", what="entry", purpose="再看一次", entry_key=key)

    shown = registers.find_entry(session, actor_of("citizen"), NAME, key).readings
    assert [(r.organisation, r.purpose) for r in shown] == [
        ("宁波市信用中心", "再看一次"), ("宁波市信用中心", f"办理事项 {number}")]
    assert registers.find_entry(session, actor_of("clerk"), NAME, key, purpose=number).readings == ()


def test_the_public_sees_what_must_be_public_and_its_public_fields_alone(session):
    page = registers.list_public(session, NAME, size=200)

    assert page.items
    shown = set().union(*(item.fields for item in page.items))
    assert "collection_basis" not in shown and "content" in shown
    assert all("*" in item.subject.identifier for item in page.items if item.subject)
    with pytest.raises(NotFound):
        registers.list_public(session, "experts")


def test_subjects_are_found_by_name_or_whole_code_by_officers_alone(session):
    clerk = actor_of("clerk")
    assert [s.name for s in registers.find_subjects(session, clerk, "小满")] == ["张小满"]
    code = "91330203MA2AG7K15"
    found = registers.find_subjects(session, clerk, "甬禾机电")
    assert found[0].identifier.startswith(code[:4]) and "*" in found[0].identifier
    assert registers.find_subjects(session, clerk, code) == ()  # a part of a code finds nobody
    with pytest.raises(Invalid):
        registers.find_subjects(session, clerk, "张")
    for nobody in (actor_of("citizen"), actor_of("admin"), ANYONE, replace(clerk, posts=())):
        with pytest.raises(NotAllowed):
            registers.find_subjects(session, nobody, "小满")
