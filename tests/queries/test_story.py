"""The steps of a case's drawing say what this case went through, and nothing that it did not."""

from __future__ import annotations

from typing import Any

import pytest

from app.extensions import db
from app.queries.story import case_story
from tests.support.house import actor_of, records_of
from tests.support.staged import WAY
from tests.support.walk import do, open_case

MAIL = {"method": "mail", "address": "宁波市海曙区中山西路1号", "recipient": "张小满"}
SERVING = {"送达结果通知书", "送达不予受理通知书", "送达视为撤回告知书", "送达答复告知书"}


def stood(number: str) -> dict[str, str]:
    return {place.title: place.state for place in case_story(db.session(), actor_of("clerk"), number).places}


def objection(**named: Any) -> str:
    chosen = {"records": records_of("citizen", "market_regulator")[:1], **named}
    return str(open_case("citizen", "objection", door="filed_center", named=chosen).number)


def walk(number: str) -> None:
    for step, named in WAY:
        do(number, step, named)


@pytest.mark.usefixtures("app")
def test_only_the_letter_that_was_served_stands_as_served() -> None:
    number = objection(service=MAIL)
    walk(number)
    assert {title for title in SERVING if stood(number)[title] == "now"} == {"送达结果通知书"}
    do(number, "sv_method", {"method": "direct"})
    do(number, "sv_receipt", {"receipt": "signed", "proof": {"upload": 1}})
    assert {title for title in SERVING if stood(number).get(title)} == {"送达结果通知书"}
    assert stood(number)["审签"] == "done"


@pytest.mark.usefixtures("app")
def test_a_letter_served_electronically_is_not_said_to_be_unserved() -> None:
    number = objection()
    walk(number)
    assert not SERVING & {title for title, state in stood(number).items() if not state}


@pytest.mark.usefixtures("app")
def test_a_case_that_waits_for_what_is_missing_stands_at_its_supplement() -> None:
    number = objection()
    do(number, "register", {"intake": "incomplete"})
    assert stood(number)["一次性补正"] == "now"
