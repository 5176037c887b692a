"""The called diagrams of a case: one a run, with the organ whose part it is, its steps, and who has it there."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import NotFound
from app.extensions import db
from app.queries.called import Called, called_drawing, called_in
from tests.services.test_repair import DELETE, MARKET, at_the_units, decided
from tests.support.house import actor_of
from tests.support.staged import objection_at
from tests.support.walk import do

UNITS = ["各认定单位分别办理：宁波市市场监督管理局", "各认定单位分别办理：宁波市生态环境局"]


def inside(number: str, login: str = "supervisor") -> dict[str, Called]:
    runs = called_in(db.session(), actor_of(login), number)
    return {f"{run.title}：{run.which}" if run.which else run.title: run for run in runs}


def steps(run: Called) -> dict[str, str]:
    return {place.title: place.state for place in run.places}


@pytest.mark.usefixtures("app")
def test_each_of_several_organs_stands_in_its_own_run_of_the_drawing() -> None:
    number = at_the_units(service={"method": "mail", "address": "宁波市鄞州区泰康东路1号", "recipient": "王一"})
    decided(number, MARKET, DELETE, DELETE)
    found = inside(number)
    assert list(found)[:2] == UNITS
    mine, other = (found[name] for name in UNITS)
    assert (steps(mine)["负责人决定"], steps(other)["负责人决定"]) == ("done", "")
    assert steps(mine)["送达决定书"] == steps(other)["核查修复条件"] == "now"
    served = found["送达决定书"]
    assert (served.outer, [work.title for work in served.works]) == (mine.n, ["选择送达方式"])
    (work,) = other.works
    assert (work.title, work.organ, work.until is not None) == ("核查修复条件", "宁波市生态环境局", True)


@pytest.mark.usefixtures("app")
def test_the_subject_reads_the_organ_and_nobodys_name() -> None:
    number = objection_at("end")
    assert not inside(number)  # electronic service asks nobody
    repair = at_the_units()
    works = [work for run in inside(repair, "company").values() for work in run.works]
    assert works and all(work.organ and not work.who for work in works)


@pytest.mark.usefixtures("app")
def test_a_run_sent_through_to_its_end_is_done_and_a_drawing_that_nothing_calls_is_unknown(app: Any) -> None:
    number = objection_at("register")
    do(number, "register", {"intake": "incomplete"})
    assert inside(number)["一次性补正"].state == "now"
    assert b"supplement" in called_drawing(db.session(), actor_of("clerk"), number, "supplement")
    for call in ("register", "nothing", "../objection"):
        with pytest.raises(NotFound):
            called_drawing(db.session(), actor_of("clerk"), number, call)
