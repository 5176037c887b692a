"""会签: what letters and later forms read of it, and what a signer may do."""

from __future__ import annotations

from typing import Any

from app.clock import now
from app.extensions import db
from app.queries.task_page import find_task
from app.services.house import house
from app.services.preview_letters import preview_letters
from app.services.world import World
from tests.services.conftest import the_task
from tests.services.test_signing import sign
from tests.support.house import actor_of
from tests.support.walk import case_of


def form_of(number: str, node: str) -> Any:
    case = case_of(number)
    return house().release(db.session(), case.release_id).procedure.forms[node]


def test_letters_and_later_forms_read_who_signed_with_what_opinion(signing: Any, run: Any, session: Any) -> None:
    number = signing("sequence")
    sign(run, number, "chief", {"opinion": "noted"})
    sign(run, number, "chief2")
    task = the_task(number)
    field = next(f for f in form_of(number, "approve").fields if f.key == "heard")

    rows = World(session, actor_of("reviewer"), now(), case=case_of(number), task=task).prefill(field)
    shown = run(preview_letters, "reviewer", task_id=task.id, answers={"reason": "照会签意见办理。", "heard": rows})

    assert rows == [{"by": "宁波市市场监督管理局", "opinion": "noted"}, {"by": "宁波市生态环境局", "opinion": "agree"}]
    said = str(shown[0].rendered.content)
    for words in ("宁波市市场监督管理局", "没有意见", "章海峰", "方国栋", "2026年11月16日"):
        assert words in said


def test_a_signer_says_an_opinion_and_moves_nothing(signing: Any, session: Any) -> None:
    number = signing("all")
    can = set(find_task(session, actor_of("chief"), the_task(number).id).can)
    assert "complete" in can and not can & {"transfer", "delegate", "add-signer", "return"}, can
