"""Objections inside a listing (条例17.2): each with its own five days, answered before anything is decided."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.clock import frozen
from app.errors import Conflict, NotAllowed
from app.extensions import db
from app.jobs.deadlines import sweep
from app.models import Deadline
from tests.services.conftest import deadline_of
from tests.support.broken import Folder
from tests.support.severe import SERVE, hear, letters_of, listing, open_nodes, walk
from tests.support.walk import case_of, do, tell

DAY = timedelta(days=1)


def limits_of(number: str, key: str) -> list[Deadline]:
    query = sa.select(Deadline).where(Deadline.case_id == case_of(number).id, Deadline.key == key)
    return list(db.session().scalars(query.order_by(Deadline.id)))


def test_the_window_runs_from_the_day_of_service_and_not_of_the_entry_of_the_receipt(app: Any) -> None:
    number = listing("sv_receipt")
    do(number, "sv_receipt", {"receipt": "signed", "served_on": "2026-11-12"}, by="handler")

    window = deadline_of(number, "severe_objection_window")
    assert (window.start_on, window.last_day) == (date(2026, 11, 12), date(2026, 11, 19))


def test_x15_no_decision_while_an_objection_is_open_even_if_it_is_raised_during_the_signing(app: Any) -> None:
    number = listing("sign")
    tell(number, "objection", "company")
    do(number, "sign", {"signature": "agree"}, by="chief")
    assert open_nodes(number) == ["hear_check"] and "decision" not in letters_of(number)

    hear(number, "none")
    assert open_nodes(number) == ["sign"]  # the head signs knowing of it
    do(number, "sign", {"signature": "agree"}, by="chief")
    assert "decision" in letters_of(number)


def test_x15_a_breach_escalates_and_decides_nothing(app: Any) -> None:
    number = listing("waive")
    tell(number, "objection", "company")
    tell(number, "waive", "company")
    late = deadline_of(number, "objection_feedback").due_at + DAY
    sweep(late)

    assert deadline_of(number, "objection_feedback").state == "breached"
    assert sorted(open_nodes(number)) == ["hear_check", "supervise"]


@pytest.mark.parametrize("wait", ["quiet", "calm"])
def test_x15_a_drawing_without_the_wait_for_objections_cannot_be_published(tmp_path: Path, wait: str) -> None:
    folder = Folder.copy(tmp_path, "severe-listing")
    file = folder.file("process.bpmn")
    head, found, tail = file.read_text().partition(f'id="{wait}"')
    file.write_text(head + found + tail.replace("running('further') == 0", "running('further') >= 0", 1))

    assert "不得" in folder.told()


def test_each_objection_has_five_days_of_its_own_from_the_day_it_was_raised(app: Any) -> None:
    number = listing("waive")
    tell(number, "objection", "company")
    with frozen(datetime(2026, 11, 18, 2, tzinfo=UTC)):
        tell(number, "objection", "company")

    rows = limits_of(number, "objection_feedback")
    assert [(row.start_on, row.last_day) for row in rows] == [
        (date(2026, 11, 16), date(2026, 11, 23)), (date(2026, 11, 18), date(2026, 11, 25))]
    assert {row.status for row in rows} == {"法定"} and len({row.item for row in rows}) == 2

    hear(number, "none", rows[0].item)
    assert [row.state for row in limits_of(number, "objection_feedback")] == ["met", "running"]


def test_what_came_by_post_counts_from_the_postmark(app: Any) -> None:
    number = listing("waive")
    tell(number, "objection", "handler", {"way": "post", "raised_on": "2026-11-13"})

    row = deadline_of(number, "objection_feedback")
    assert (row.start_on, row.last_day) == (date(2026, 11, 13), date(2026, 11, 20))


def test_the_subject_itself_cannot_date_its_objection_back(app: Any) -> None:
    number = listing("waive")
    tell(number, "objection", "company", {"seat": "officer", "way": "post", "raised_on": "2026-10-01"})

    assert deadline_of(number, "objection_feedback").start_on == date(2026, 11, 16)


def test_an_objection_is_taken_from_the_notice_to_the_decision_and_not_outside(app: Any) -> None:
    with pytest.raises(Conflict):
        tell(listing("review_notice"), "objection", "company")
    decided = listing("list_persons")
    with pytest.raises(Conflict) as refused:
        tell(decided, "objection", "company")
    assert "行政复议" in str(refused.value)


def test_somebody_else_than_the_handler_checks_the_objection(app: Any) -> None:
    number = listing("waive")
    tell(number, "objection", "company")
    with pytest.raises(NotAllowed) as refused:
        do(number, "hear_check", {"finding": "none"}, by="handler")

    assert str(refused.value) == "异议要由原经办人以外的人核实。"


def test_partial_upholding_goes_back_and_needs_a_new_notice(app: Any) -> None:
    number = listing("waive")
    tell(number, "objection", "company")
    hear(number, "part")
    tell(number, "waive", "company")
    assert open_nodes(number) == ["investigate"]

    do(number, "investigate", {"amended": "changed"}, by="handler")
    do(number, "review_notice", {"legality": "pass"}, by="legal")
    walk(number, SERVE)
    assert letters_of(number).count("prior_notice") == 2 and open_nodes(number) == []
    tell(number, "waive", "company")
    assert open_nodes(number) == ["draft"]  # the objection of the first round counts no more
