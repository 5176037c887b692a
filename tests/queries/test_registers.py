"""Register entries: own ones, those of a case one works on, nobody else's; each use is shown to the subject."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.clock import frozen, now
from app.domain.actor import ANYONE
from app.errors import Invalid, NotAllowed, NotFound
from app.extensions import db
from app.models import Entry, Reading
from app.queries import registers
from app.queries.purposes import listed_uses, purpose_of
from app.services.note_reading import note_reading
from tests.support.house import actor_of, for_case, records_of, subject_of

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
    page = registers.list_entries(session, actor_of("clerk"), NAME, purpose=for_case(number))

    assert {item.subject.name for item in page.items} == {"张小满"} and page.total.count == 4
    purpose = for_case(number)
    assert registers.find_entry(session, actor_of("clerk"), NAME, records_of("citizen")[0], purpose=purpose)
    with pytest.raises(NotFound):
        registers.find_entry(session, actor_of("clerk"), NAME, records_of("citizen2")[0], purpose=purpose)


@pytest.mark.parametrize("login", ["handler2", "chief2", "supplier"])
def test_another_organs_case_is_no_purpose(session, objection, login):
    with pytest.raises(Invalid) as refused:
        purpose_of(session, actor_of(login), NAME, objection())
    assert refused.value.errors == {"purpose": ["查阅目的要写您正在办理、尚未办结的事项的编号。"]}


@pytest.mark.parametrize("login", ["admin", "expert1", "gov"])
def test_a_post_that_the_register_does_not_name_reads_nothing(session, objection, login):
    with pytest.raises(NotAllowed):
        purpose_of(session, actor_of(login), NAME, objection())
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
    assert registers.find_entry(session, actor_of("clerk"), NAME, key, purpose=for_case(number)).readings == ()


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


# ---- 条例19: what the application list names, and nothing beyond


def use(matter: str) -> str:
    """The item of the list in force with this matter."""
    return db.session().scalars(sa.select(Entry.key).where(Entry.register == "application-list",
                                                           Entry.title.endswith(matter))).one()


FUNDS, SCHOOLS, ASKED = "生态环境专项资金项目评审", "民办学校年度检查", "专项资金〔2026〕7号"


def test_an_item_of_the_application_list_opens_what_it_names_of_one_subject_and_is_noted_with_the_item(run, session):
    key, clerk = subject_of("citizen"), actor_of("handler2")
    purpose = purpose_of(session, clerk, NAME, use(FUNDS), key, ASKED)

    page = registers.list_entries(session, clerk, NAME, purpose=purpose, size=200)
    run(note_reading, actor="handler2", what="list", **purpose.noted)

    assert {item.subject.name for item in page.items} == {"张小满"} and page.total.count == 4
    told = session.scalars(sa.select(Reading)).one()
    assert told.subject_id in actor_of("citizen").subject_ids and told.organisation.name == "宁波市生态环境局"
    assert told.purpose == f"信用信息政务应用清单 Y-01 {FUNDS}（2026年版（演示））：{ASKED}"
    assert [one.title for one in listed_uses(session, clerk, registers._register(NAME))] == [f"Y-01 {FUNDS}"]


@pytest.mark.parametrize(("login", "register", "item", "subject", "matter", "field", "words"), [
    ("handler", NAME, FUNDS, "citizen", ASKED, "purpose", "由本单位使用的一项"),      # another organ's item
    ("handler2", NAME, "none", "citizen", ASKED, "purpose", "清单以外的查询不能办理（条例第十九条）"),
    ("member1", "severe-list", SCHOOLS, "citizen", ASKED, "purpose", "没有写明可以查《严重失信主体名单》"),
    ("handler2", NAME, FUNDS, "", ASKED, "subject", "每次查一个信用主体"),
    ("handler2", NAME, FUNDS, "citizen", " ", "matter", "为办理哪一件事"),
])  # fmt: skip
def test_x22_a_query_beyond_the_application_list_is_refused_with_its_article(
        session, login, register, item, subject, matter, field, words):
    with pytest.raises((Invalid, NotAllowed)) as refused:
        purpose_of(session, actor_of(login), register, use(item) if item != "none" else "x" * 22,
                   subject_of(subject) if subject else None, matter)
    assert words in refused.value.errors[field][0] and list(refused.value.errors) == [field]


def test_x22_an_item_that_is_no_longer_in_force_is_no_purpose(session):
    entry = session.scalars(sa.select(Entry).where(Entry.key == use(FUNDS))).one()
    entry.data = {**entry.data, "in_force_to": "2026-11-15"}
    session.flush()
    with pytest.raises(Invalid) as refused:
        purpose_of(session, actor_of("handler2"), NAME, entry.key, subject_of("citizen"), ASKED)
    assert list(refused.value.errors) == ["purpose"]
    session.rollback()
