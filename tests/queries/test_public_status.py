"""Number and code: what they tell, what they never tell, and that guessing is no use."""

from __future__ import annotations

import re
from dataclasses import astuple
from datetime import timedelta

import pytest

from app.clock import frozen, now
from app.errors import NotFound, TooMany
from app.queries.public_status import UNKNOWN, find_status
from app.services.look_up import counted
from app.services.query_codes import reissue_code
from tests.queries.conftest import statements
from tests.support.house import records_of
from tests.support.walk import do, open_case


@pytest.fixture()
def filed(app):
    return open_case("citizen", "objection", door="filed_center",
                     named={"records": records_of("citizen", "market_regulator")[:1]})


def test_it_tells_stage_next_step_and_days(session, filed):
    found = find_status(session, filed.number, filed.query_code)

    assert (found.number, found.status, found.late) == (filed.number, "open", False)
    assert found.stage and found.next and found.held_by == ("宁波市信用中心",)
    assert (found.days.total, found.days.passed, found.days.unit) == (2, 0, "workdays")
    assert found.last_day.isoformat() == "2026-11-18"


@pytest.mark.parametrize("spell", [str, str.lower, lambda c: c.replace("-", " "), lambda c: c.replace("-", "")])
def test_the_code_is_taken_as_people_type_it(session, filed, spell):
    assert find_status(session, filed.number, spell(filed.query_code))


def test_it_never_tells_names_letters_or_reasons(session, filed):
    for node, named in (("register", {"intake": "accept"}), ("assess", {"checker": "source"})):
        do(filed.number, node, named)
    told = str(astuple(find_status(session, filed.number, filed.query_code)))
    assert not [word for word in ("张小满", "陈思远", "周启明", "示例文字", "行政处罚", "受理通知") if word in told]


def test_a_wrong_number_and_a_wrong_code_answer_alike_after_the_same_work(session, filed):
    told = []
    session.connection()  # the transaction has begun
    for number, code in ((filed.number, "AAAA-BBBB-CCCC-DDDD"), ("YY-2026-999999", filed.query_code), ("nonsense", "")):
        with statements() as asked, pytest.raises(NotFound) as refused:
            find_status(session, number, code)
        told.append((refused.value.message, len(asked)))
    assert {message for message, _ in told} == {UNKNOWN}
    assert len({count for _, count in told}) == 1


def test_an_old_code_is_void_after_a_new_one_was_given(run, session, filed):
    new = run(reissue_code, actor="citizen", number=filed.number)["query_code"]

    assert find_status(session, filed.number, new)
    with pytest.raises(NotFound):
        find_status(session, filed.number, filed.query_code)


def test_lateness_and_a_moved_day_are_explained_without_the_reasons_given(session, filed):
    with frozen(now() + timedelta(days=7)):
        late = find_status(session, filed.number, filed.query_code)
    assert late.late and any(re.search("已经超过", line) for line in late.why)


def guess(session, number, address):
    with pytest.raises(NotFound), counted(number, address):
        find_status(session, number, "AAAA-BBBB-CCCC-DDDD")


def test_after_five_wrong_codes_the_guesser_waits_and_the_owner_does_not(session, filed):
    for _ in range(5):
        guess(session, filed.number, "203.0.113.9")

    with pytest.raises(TooMany) as refused, counted(filed.number, "203.0.113.9"):
        raise AssertionError("the look-up must not happen")
    assert 0 < refused.value.retry_after <= 901

    with counted(filed.number, "198.51.100.7"):
        assert find_status(session, filed.number, filed.query_code)
    with frozen(now() + timedelta(minutes=16)), counted(filed.number, "203.0.113.9"):
        assert find_status(session, filed.number, filed.query_code)


def test_many_numbers_from_one_address_are_too_many_as_well(session, filed):
    for n in range(60):
        guess(session, f"YY-2026-{n:06d}", "203.0.113.9")
    with pytest.raises(TooMany), counted("YY-2026-777777", "203.0.113.9"):
        raise AssertionError("the look-up must not happen")
