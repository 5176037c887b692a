"""Procedures that officers open: a determination at the counter, what follows from the closed case."""

from __future__ import annotations

import re
from typing import Any

from tests.services.test_determination import walked
from tests.support.walk import case_of
from tests.web.test_desk import CODE, a_tuesday_in_october, enter, said  # noqa: F401
from tests.web.visiting import Visitor


def test_who_may_determine_finds_it_at_the_counter_and_nobody_else(visitor: Visitor) -> None:
    enter(visitor, "handler")
    assert "失信行为认定" in said(visitor.get(f"/desk/counter?q={CODE}"))


def test_the_clerk_does_not_determine(visitor: Visitor) -> None:
    enter(visitor, "clerk")
    assert "失信行为认定" not in said(visitor.get(f"/desk/counter?q={CODE}"))


def test_the_closed_case_offers_its_correction_to_the_organ_that_determined(visitor: Visitor) -> None:
    number = walked("end")
    enter(visitor, "handler")
    shown: Any = visitor.get(f"/desk/cases/{number}")
    assert "依据失效更正" in said(shown)

    begun = visitor.post("/desk/counter", {"procedure": "correction", "follows": number})
    form = visitor.get(begun.headers["Location"])
    assert form.status_code == 200 and "依据文书怎样失效" in said(form)
    assert re.search(r'name="csrf_token"', shown.text) and case_of(number).outcome == "e_recorded"
