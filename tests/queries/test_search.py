"""Full-text search: what officers find, what nobody finds, and whom it shows nothing."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app.clock import now
from app.domain.grams import excerpt, grams, title_marks
from app.errors import Invalid, NotAllowed
from app.extensions import db
from app.jobs.indexing import index_what_is_new
from app.models import Gram
from app.queries.search import search_texts, unfindable
from app.services.comment_case import comment_case
from tests.support.house import actor_of, records_of
from tests.support.walk import open_case

FACTS = "处罚决定书记载的处罚日期有误，联系电话13800001234，证件330203199001011234，请核对原文书上的印章。"


@pytest.fixture()
def number(app: Any) -> str:
    named = {"records": records_of("citizen", "market_regulator")[:1], "facts": FACTS}
    found = open_case("citizen", "objection", door="filed_center", named=named).number
    index_what_is_new(now())
    return found


def found(login: str, q: str) -> list[tuple[str, str]]:
    db.session.rollback()
    return [(one.case, one.title) for one in search_texts(db.session(), actor_of(login), q)]


def test_words_of_an_answer_are_found_by_its_officers_and_by_nobody_else(number: str) -> None:
    assert found("clerk", "原文书上的印章") == [(number, "申请内容")]
    assert found("supervisor", "处罚日期有误") == [(number, "申请内容")]
    assert found("handler2", "原文书上的印章") == []
    with pytest.raises(NotAllowed):
        found("citizen", "原文书上的印章")


def test_the_words_must_stand_together(number: str) -> None:
    assert found("clerk", "印章原文书") == []
    assert found("clerk", "处罚") and not found("clerk", "罚处")


@pytest.mark.parametrize("q", ["13800001234", "330203199001011234", "1380000", "a", "处", "  ", "mail@example.com"])
def test_numbers_of_people_are_not_searched(number: str, q: str) -> None:
    with pytest.raises(Invalid):
        found("clerk", q)


def test_an_excerpt_shows_no_number_of_a_person(number: str) -> None:
    one = search_texts(db.session(), actor_of("clerk"), "联系电话")[0]
    assert "138" not in one.before + one.words + one.after


def test_a_remark_is_found_once_it_was_read_in_and_nothing_is_read_twice(number: str, run: Any) -> None:
    run(comment_case, "clerk", number=number, text="已经电话核实，对方表示同意更正")
    assert found("reviewer", "表示同意更正") == []

    assert index_what_is_new(now()) == 1

    assert found("reviewer", "表示同意更正") == [(number, "内部意见")]
    assert unfindable(db.session()) == [] and index_what_is_new(now()) == 0


def test_the_tables_hold_no_text(number: str) -> None:
    of_texts = db.session().scalars(sa.select(Gram.mark).where(Gram.mark > 0)).all()
    assert len(of_texts) > 20 and not set(of_texts) & {abs(mark) for mark in title_marks(FACTS)}


def test_pairs_of_signs_and_the_place_where_words_stand() -> None:
    assert grams("信用ＡＢ c") == {"信用", "用a", "ab"}
    assert excerpt("一二三四五", "三四", around=1) == ("…二", "三四", "五")
    assert excerpt("一二", "四五") is None
