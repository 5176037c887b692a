"""Yearly lists from the members' proposals to the edition in force: drafts, comments, answers, what changes when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app import clock
from app.clock import frozen
from app.domain.actor import ANYONE
from app.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from app.extensions import db
from app.jobs.deadlines import sweep
from app.models import Edition, Entry, EntryVersion, PublicDraft, Sender, Task
from app.queries.proof import verify
from app.services.comment_on_draft import comment_on_draft
from app.services.complete_task import complete_task
from app.services.house import house
from app.services.listed import in_force
from app.services.release_comment import release_comment
from app.services.release_task import release_task
from app.services.shelf import registers
from app.services.world import World
from tests.services.conftest import deadline_of, trail_of
from tests.support.house import actor_of
from tests.support.scenarios import play
from tests.support.walk import case_of, comment, do, open_case, open_tasks
from tests.support.yearly import OTHER, ROW, compiled, publish

MEASURES = "measures"
Run = Callable[..., Any]


@pytest.fixture()
def yearly(app: Any, tmp_path: Path) -> Iterator[Any]:
    library = publish(tmp_path)
    yield library
    house()._by_id.clear()  # the release goes with the test, its number does not


def over(number: str, key: str = "comment_period") -> datetime:
    """The moment after the period of comment."""
    return deadline_of(number, key).due_at + timedelta(hours=1)


def draft_of(number: str) -> PublicDraft:
    db.session.rollback()
    query = sa.select(PublicDraft).where(PublicDraft.case_id == case_of(number).id).order_by(PublicDraft.id.desc())
    return db.session().scalars(query).first()  # type: ignore[return-value]


def receipt(key: str) -> Entry:
    db.session.rollback()
    db.session.expire_all()
    return db.session().scalars(sa.select(Entry).where(Entry.key == key)).one()


def test_a_list_goes_from_proposals_to_an_edition_in_force(yearly: Any, session: Any) -> None:
    number = play("yearly", yearly.procedures["yearly"].scenarios["published"], yearly.procedures)

    db.session.rollback()
    edition = session.scalars(sa.select(Edition)).one()
    assert (case_of(number).outcome, edition.n, edition.register, edition.part) == ("e_published", 1, MEASURES, "city")
    assert [(line["change"], line["code"]) for line in edition.lines][0] == ("new", "C-01")
    assert edition.title == f"市失信惩戒措施补充清单（{edition.in_force_from.year}年版）"
    entries = in_force(session, registers()[MEASURES], edition.in_force_from, "city")
    assert {e.data["edition"] for e in entries} == {edition.title}
    assert verify(session).broken is None


def test_the_authority_finds_what_the_members_proposed_and_two_proposals_of_one_item_both_stand(yearly: Any) -> None:
    number = open_case("authority", "yearly").number
    for login, rows in (("member1", [ROW]), ("member2", [OTHER, {**ROW, "content": "约谈、告诫并记录"}])):
        post = actor_of(login).posts[0].organisation_id
        item = next(t.item for t in open_tasks(number) if t.organisation_id == post)
        do(number, "propose", {"items": rows}, by=login, item=item)

    case = case_of(number)
    form = house().release(db.session(), case.release_id).procedure.forms["compile"]
    field = next(f for f in form.fields if f.key == "items")
    rows = World(db.session(), actor_of("authority"), clock.now(), case=case).prefill(field)
    assert [(row["code"], row["content"]) for row in rows] == [
        ("C-01", "约谈告诫"), ("C-01", "约谈、告诫并记录"), ("C-02", "限制参加选优评先")]


def test_anybody_comments_without_sign_in_until_the_last_day_is_over_swept_or_not(yearly: Any, run: Run) -> None:
    number = compiled([ROW])
    draft, last = draft_of(number), deadline_of(number, "comment_period").due_at
    key = comment(number, "约谈的情形应当写得具体一些。", {"about": "1", "name": "王小明", "contact": "13800138000"})

    assert receipt(key).data == {
        "draft": draft.title, "about": "第1项 C-01 约谈", "text": "约谈的情形应当写得具体一些。", "who": "王**",
        "received_on": "2026-11-16", "publication": "waiting"}
    assert db.session().get_one(Sender, receipt(key).id).contact == "13800138000"
    assert "case:register:entered" in trail_of(number)
    with frozen(last - timedelta(seconds=1)):
        comment(number, "最后一秒也收。")
    with frozen(last), pytest.raises(Conflict) as refused:
        comment(number, "过了最后一天就不收了。")
    assert refused.value.code == "draft_closed"


def test_a_draft_an_edition_and_who_said_something_are_covered_by_the_trail(yearly: Any, session: Any) -> None:
    play("yearly", yearly.procedures["yearly"].scenarios["published"], yearly.procedures)
    db.session.rollback()
    draft, edition = session.scalars(sa.select(PublicDraft)).first(), session.scalars(sa.select(Edition)).one()
    sender = session.scalars(sa.select(Sender)).first()
    changes = [(draft, "explanation", "另一份说明"), (draft, "items", []), (draft, "closed_at", None),
               (edition, "lines", []), (edition, "approval", "别的文件"), (edition, "n", 7), (edition, "part", ""),
               (sender, "contact", "13900000000"), (sender, "name", "别人")]
    found = []
    for row, name, value in changes:
        setattr(row, name, value)
        session.flush()
        broken = verify(session).broken
        assert broken is not None, name
        found.append(broken.where)
        session.rollback()
    assert {where.split()[0] for where in found} == {"draft", "edition", "entry"}
    assert verify(session).broken is None


def test_a_page_sent_twice_is_one_comment_and_too_many_from_one_address_have_to_wait(yearly: Any, run: Run) -> None:
    draft = draft_of(compiled([ROW])).key
    said = {"about": "all", "text": "同意这份草案。"}
    first, again = (run(comment_on_draft, ANYONE, draft=draft, answers=said, address="10.0.0.1", once="page-1")
                    for _ in range(2))
    assert first == again

    for _ in range(19):
        run(comment_on_draft, ANYONE, draft=draft, answers=said, address="10.0.0.1")
    with pytest.raises(TooMany):
        run(comment_on_draft, ANYONE, draft=draft, answers=said, address="10.0.0.1")
    run(comment_on_draft, ANYONE, draft=draft, answers=said, address="10.0.0.2")
    assert db.session().scalar(sa.select(sa.func.count(Entry.id)).where(Entry.register == "comments")) == 21


@pytest.mark.parametrize(("answers", "field"), [
    ({"about": "all"}, "text"), ({"about": "all", "text": "短"}, "text"),
    ({"about": "7", "text": "没有这一项。"}, "about"),
    ({"about": "all", "text": "字" * 2001}, "text"), ({"text": "对哪一项没有写。"}, "about"),
    ({"about": "all", "text": "多了一个键。", "colour": "red"}, "colour"),
])  # fmt: skip
def test_a_comment_that_will_not_do_gets_a_sentence_and_leaves_nothing(yearly: Any, run: Run, answers: Any,
                                                                       field: str) -> None:
    draft = draft_of(compiled([ROW])).key
    with pytest.raises(Invalid) as refused:
        run(comment_on_draft, ANYONE, draft=draft, answers=answers, address="1")
    assert list(refused.value.errors) == [field]
    assert db.session().scalar(sa.select(Entry.id).where(Entry.register == "comments")) is None


def test_a_draft_that_does_not_exist_is_not_found(app: Any, run: Run) -> None:
    with pytest.raises(NotFound):
        run(comment_on_draft, ANYONE, draft="nothing", answers={}, address="1")


def test_a_shorter_period_needs_its_reason_and_a_longer_one_none(yearly: Any) -> None:
    with pytest.raises(Invalid) as refused:
        compiled([ROW], days=10, days_reason="")
    assert list(refused.value.errors) == ["days_reason"]
    assert deadline_of(compiled([ROW], year=2027, days=45), "comment_period").last_day == date(2026, 12, 31)


def test_the_stated_period_is_the_limit_and_its_reason_is_published(yearly: Any) -> None:
    number = compiled([ROW], days=10, days_reason="上级要求本月底前公布，时间紧迫。")
    draft, limit = draft_of(number), deadline_of(number, "comment_period")
    assert (limit.length, limit.last_day, draft.usual) == (10, date(2026, 11, 26), 30)
    assert draft.reason == "上级要求本月底前公布，时间紧迫。"


def test_every_comment_is_answered_and_only_then_the_list_is_published(yearly: Any, run: Run) -> None:
    number = compiled([ROW])
    key, other = comment(number, "第一条意见，请明确情形。"), comment(number, "第二条意见，同意。")
    with frozen(over(number)):
        sweep(over(number))
        task = next(t for t in open_tasks(number) if t.node == "answer")
        said = [{"comment": key, "outcome": "partly", "reason": "已经补充情形。", "shown": "yes"}]
        with pytest.raises(Invalid) as refused:
            run(complete_task, "authority", task_id=task.id, answers={"comments": said})
        assert "还缺 1 项" in refused.value.errors["comments"][0]
        rest = {"comment": other, "outcome": "rejected", "reason": "与法规不符。", "shown": "no"}
        run(complete_task, "authority", task_id=task.id, answers={"comments": [*said, rest]})

    assert (receipt(key).data["outcome"], receipt(key).data["publication"]) == ("partly", "published")
    assert (receipt(other).data["reason"], receipt(other).data["publication"]) == ("与法规不符。", "withheld")
    assert {t.node for t in open_tasks(number)} == {"opinion"}


def published(rows: list[dict[str, Any]], year: int, **approve: Any) -> str:
    number = compiled(rows, year=year)
    ends = over(number)
    with frozen(ends):
        sweep(ends)
        do(number, "opinion", by="expert1")
        do(number, "approve", {"in_force_from": clock.today().isoformat(), **approve})
    return number


def test_a_new_edition_keeps_changes_and_ends_and_old_days_answer_as_they_did(yearly: Any, session: Any) -> None:
    published([ROW, OTHER, {**ROW, "code": "C-03", "name": "减分", "scope": "m3", "content": "减分"}], 2026)
    first = session.scalars(sa.select(Edition)).one().in_force_from
    kept = {e.data["code"]: e.key for e in in_force(session, registers()[MEASURES], first, "city")}
    with frozen(over_a_year(first)):
        published([ROW, {**OTHER, "content": "限制参加各类选优评先"}, {**ROW, "code": "C-04", "content": "列为重点",
                   "scope": "m4", "frequency_basis": "监管办法第三条"}], 2027)

    db.session.rollback()
    second = session.scalars(sa.select(Edition).order_by(Edition.n.desc())).first()
    assert [(line["change"], line["code"]) for line in second.lines] == [
        ("kept", "C-01"), ("changed", "C-02"), ("new", "C-04"), ("ended", "C-03")]
    assert second.lines[1]["before"]["content"] == "限制参加选优评先"
    now = {e.data["code"]: e for e in in_force(session, registers()[MEASURES], second.in_force_from, "city")}
    then = {e.data["code"]: e for e in in_force(session, registers()[MEASURES], first, "city")}
    before = second.in_force_from - timedelta(days=1)
    eve = {e.data["code"] for e in in_force(session, registers()[MEASURES], before, "city")}
    assert set(now) == {"C-01", "C-02", "C-04"} and {code: e.key for code, e in then.items()} == kept
    assert eve == set(kept) and now["C-01"].key == kept["C-01"] and now["C-02"].key != kept["C-02"]
    assert verify(session).broken is None


def over_a_year(day: date) -> datetime:
    return datetime(day.year + 1, day.month, day.day, 2, tzinfo=clock.SHANGHAI)


def test_the_day_of_an_edition_is_not_in_the_past_and_not_before_one_that_is_published(yearly: Any) -> None:
    later = published([ROW], 2026, in_force_from="2027-03-01")
    assert case_of(later).status == "closed"
    with pytest.raises(Invalid) as refused:
        published([ROW], 2027)
    assert "更晚施行" in refused.value.errors["in_force_from"][0]


def test_the_form_itself_refuses_an_item_outside_the_law(yearly: Any) -> None:
    with pytest.raises(Invalid) as refused:
        compiled([ROW, {**OTHER, "code": "C-01"}])
    assert refused.value.errors == {"items.1.code": ["编号“C-01”与第1项相同：是同一项的只留一行，不是同一项的改编号。"]}


def test_a_comment_is_shown_only_after_somebody_of_the_organ_released_it(yearly: Any, run: Run) -> None:
    key = comment(compiled([ROW]), "请把情形写具体。")
    with pytest.raises(NotFound):
        run(release_comment, "handler", receipt=key, shown=True)
    with pytest.raises(NotAllowed):
        run(release_comment, "member1", receipt=key, shown=True)
    with pytest.raises(Invalid):
        run(release_comment, "authority", receipt=key, shown=False)
    run(release_comment, "authority", receipt=key, shown=True)
    with pytest.raises(Conflict):
        run(release_comment, "authority", receipt=key, shown=True)
    run(release_comment, "authority", receipt=key, shown=False, reason="含有他人的个人信息。")

    acts = list(db.session().scalars(sa.select(EntryVersion.act).join(Entry).where(Entry.key == key)
                                     .order_by(EntryVersion.n)))
    assert acts == ["entered", "released", "withheld"]


def test_an_experts_task_is_nobody_elses(yearly: Any, run: Run, session: Any) -> None:
    two = list(session.scalars(sa.select(Entry.key).where(Entry.register == "experts").order_by(Entry.id)))[:2]
    number = compiled([ROW], experts=two)
    with frozen(over(number)):
        sweep(over(number))
        tasks: list[Task] = [t for t in open_tasks(number) if t.node == "opinion"]
        assert [t.assignee.login for t in tasks if t.assignee] == ["expert1", "expert2"]
        with pytest.raises(Conflict):
            run(release_task, "expert1", task_id=tasks[0].id)
        with pytest.raises(Conflict):
            do(number, "opinion", by="expert3")
