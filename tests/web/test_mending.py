"""The page on which a stuck case is mended, without script: who sees it, what it does."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from app.clock import frozen
from app.domain.actor import CLOCK
from app.services.execute import execute
from app.services.incidents import raise_incident
from tests.conftest import MONDAY
from tests.support.staged import objection_at
from tests.support.walk import case_of
from tests.web.test_desk import enter, said
from tests.web.visiting import Visitor


@pytest.fixture(autouse=True)
def a_tuesday_in_october() -> Iterator[None]:
    with frozen(MONDAY):
        yield


@pytest.fixture()
def broken(visitor: Visitor) -> str:
    number = objection_at("verify")
    execute(raise_incident, actor=CLOCK, work="step", ref=case_of(number).id, node="verify", error="Fault: x")
    return number


def test_a_stuck_case_is_two_links_from_the_board_and_corrected_by_two(visitor: Visitor, broken: str) -> None:
    enter(visitor, "supervisor")
    link = f"/desk/cases/{broken}/mend"
    assert link in visitor.get("/supervisor/").text and link in visitor.get(f"/desk/cases/{broken}").text
    page = visitor.get(link)
    assert "checker：source" in said(page) and "Fault: x" in said(page)
    wrong = visitor.post(f"{link}/correct", {"name": "checker", "value": "", "reason": ""})
    assert wrong.status_code == 422 and "更正后的值" in said(wrong)
    visitor.post(f"{link}/correct", {"name": "checker", "value": "center", "reason": "以交接单为准"})
    assert "另一个人决定" in said(visitor.get(link))
    enter(visitor, "reviewer")
    action = re.search(rf'action="({link}/corrections/\d+)"', visitor.get(link).text)
    assert action
    done = visitor.post(action[1], {"granted": "yes", "decision": "已核对"}, follow=True)
    assert "已更正" in said(done) and "办理中出了错" not in said(done)
    assert visitor.get(link).status_code == 409


def test_a_retry_of_a_persons_step_gives_it_back_to_them(visitor: Visitor, broken: str) -> None:
    enter(visitor, "supervisor")
    action = re.search(r'action="([^"]+/retry/\d+)"', visitor.get(f"/desk/cases/{broken}/mend").text)
    assert action and "已重试" in said(visitor.post(action[1], follow=True))


@pytest.mark.parametrize(("login", "status"), [("handler", 403), ("clerk", 403), ("oversight", 403), ("admin", 404),
                                               ("chief2", 404)])
def test_others_do_not_mend(visitor: Visitor, broken: str, login: str, status: int) -> None:
    enter(visitor, login)
    assert visitor.get(f"/desk/cases/{broken}/mend").status_code == status
