"""Answers read over name what was chosen, to whoever may read them and whatever has become of it since."""

from __future__ import annotations

from typing import Any

from app.queries.desk_page import CasePage, case_page
from app.queries.registers import titles_of
from app.web.form_page import draw
from app.web.readback import lines
from tests.services.test_repair import ANNOTATE, DELETE, ECOLOGY, MARKET, at_the_units, decided
from tests.support.house import actor_of, records_of
from tests.support.walk import do, open_case


def said(page: CasePage) -> set[str]:
    views = (draw(one.form, one.world, one.answers).fields for one in page.answered)
    return {value for fields in views for line in lines(fields) for value in line.values}


def test_records_chosen_are_called_by_their_titles_also_by_who_could_not_choose_them(app: Any, session: Any) -> None:
    number = at_the_units()
    decided(number, MARKET, DELETE, DELETE)
    decided(number, ECOLOGY, ANNOTATE)
    for item in (MARKET, ECOLOGY):
        do(number, "u_confirm", item=item)
    revocation = open_case("handler", "repair-revocation", follows=number).number
    titles = titles_of(session, records_of("company", "market_regulator"))

    for login in ("handler", "supervisor"):
        found = said(case_page(session, actor_of(login), revocation))
        assert set(titles.values()) & found, login
        assert not any(key in one for key in titles for one in found), login
