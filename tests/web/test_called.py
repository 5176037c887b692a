"""The called diagrams of a case, opened from its page: at the desk, and by the party."""

from __future__ import annotations

import re

from tests.services.test_repair import at_the_units
from tests.web.test_desk import enter, said
from tests.web.visiting import Visitor


def test_what_the_drawing_calls_is_opened_with_its_own_marks(visitor: Visitor) -> None:
    number = at_the_units()
    enter(visitor, "supervisor")
    links = re.findall(rf"/desk/cases/{number}/drawing\?part=\d", visitor.get(f"/desk/cases/{number}").text)
    assert len(set(links)) == 2  # of two units
    page = visitor.get(links[0])
    assert "各认定单位分别办理：宁波市市场监督管理局" in said(page)
    assert f"{number}/drawing.bpmn?of=each_unit" in page.text
    assert b'id="u_check"' in visitor.get(f"/desk/cases/{number}/drawing.bpmn?of=each_unit").data
    for strange in ("drawing?part=9", "drawing?part=x", "drawing.bpmn?of=nothing"):
        assert visitor.get(f"/desk/cases/{number}/{strange}").status_code == 404


def test_a_part_of_the_matter_is_opened_from_its_page(company: Visitor) -> None:
    number = at_the_units()
    page = company.get(f"/mine/{number}/drawing?part=1").text
    assert f"/mine/{number}/drawing?part=1" in company.get(f"/mine/{number}").text
    assert "宁波市市场监督管理局" in page and "核查修复条件" in page
    assert b'id="u_check"' in company.get(f"/mine/{number}/drawing.bpmn?of=each_unit").data
    assert company.get(f"/mine/{number}/drawing").status_code == 303
    assert company.get(f"/mine/{number}/drawing?part=9").status_code == 404
