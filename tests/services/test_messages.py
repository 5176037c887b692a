"""Withdrawal, supplement, extension, remarks: what is said to a running case."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.extensions import db
from app.models import Comment, Entry
from app.services.comment_case import comment_case
from app.services.send_message import send_message
from app.services.withdraw_case import withdraw_case
from tests.services.conftest import deadline_of, everything, trail_of
from tests.support.house import records_of
from tests.support.walk import case_of, do, open_tasks, tell


def marks_of(key: str) -> list[str]:
    entry = db.session().execute(sa.select(Entry).where(Entry.key == key)).scalar_one()
    return list(entry.data["marks"])


def test_withdrawing_ends_the_case_and_lifts_the_annotation(objection: Any, run: Any) -> None:
    number = objection("verify")
    key = records_of("citizen", "market_regulator")[0]
    assert marks_of(key) == ["objected"]

    run(withdraw_case, "citizen", number=number, reason="已经与原单位沟通清楚，不再异议。")

    assert case_of(number).outcome == "e_withdrawn"
    assert open_tasks(number) == []
    db.session.rollback()
    assert marks_of(key) == []
    assert deadline_of(number, "objection").state == "cancelled"


def test_withdrawing_without_a_reason_is_a_sentence(objection: Any, run: Any) -> None:
    with pytest.raises(Invalid) as refused:
        run(withdraw_case, "citizen", number=objection("verify"), reason="")

    assert "reason" in refused.value.errors


def test_an_ended_case_cannot_be_withdrawn(objection: Any, run: Any) -> None:
    number = objection("closed")
    before = everything(number)

    with pytest.raises(Conflict):
        run(withdraw_case, "citizen", number=number, reason="来不及了吗，我想撤回这件异议。")

    assert everything(number) == before


def test_only_the_subject_withdraws_and_strangers_do_not_even_know(objection: Any, run: Any) -> None:
    number = objection("verify")

    with pytest.raises(NotAllowed):
        run(withdraw_case, "clerk", number=number, reason="替申请人撤回这件异议。")
    with pytest.raises(NotFound):
        run(withdraw_case, "citizen2", number=number, reason="替申请人撤回这件异议。")


def test_a_supplement_is_taken_once_asked_for_and_only_then(objection: Any, run: Any) -> None:
    number = objection("register")
    with pytest.raises(Conflict):
        tell(number, "supplement", "citizen")

    do(number, "register", {"intake": "incomplete"})
    for task in open_tasks(number):
        if task.node == "sv_method":
            do(number, "sv_method", {"method": "direct"})
            do(number, "sv_receipt", {"receipt": "signed"})
    tell(number, "supplement", "citizen")

    assert [t.node for t in open_tasks(number)] == ["sp_check"]


def test_a_message_that_the_procedure_does_not_have_is_not_found(objection: Any, run: Any) -> None:
    with pytest.raises(NotFound):
        run(send_message, "citizen", number=objection("register"), name="bribe", answers={})


def test_remarks_stay_inside_and_are_bounded(objection: Any, run: Any) -> None:
    number = objection("register")
    run(comment_case, "clerk", number=number, text="已电话联系申请人。")

    assert db.session().scalar(sa.select(Comment.text)) == "已电话联系申请人。"
    assert "case:comment:made" in trail_of(number)
    with pytest.raises(NotAllowed):
        run(comment_case, "citizen", number=number, text="我也说一句")
    for text in ("", "  ", "长" * 2001):
        with pytest.raises(Invalid):
            run(comment_case, "clerk", number=number, text=text)
