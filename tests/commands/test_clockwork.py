"""`flask deadlines`, `calendar`, `outbox`, `incidents`: exit codes and the outputs that the contract fixes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app.services.house import house
from app.services.incidents import raise_incident
from tests.commands.conftest import production_on, refused, typed
from tests.services.conftest import deadline_of
from tests.support.house import records_of
from tests.support.walk import case_of, do, open_case

Call = Callable[..., Result]
NOTICE = """
year: 2027
notice: 国办发明电〔2026〕9号（测试）
off: {2027-01-01: 元旦}
work: {}
"""


@pytest.fixture()
def accepted(app: Flask) -> str:
    """The number of an objection accepted on Monday, 16 November 2026: five working days run."""
    named = {"records": records_of("citizen", "market_regulator")[:1]}
    number = open_case("citizen", "objection", door="filed_center", named=named).number
    do(number, "register", {"intake": "accept"})
    return number


def test_a_sweep_prints_what_was_due_fired_and_parked(flask: Call, accepted: str) -> None:
    done = flask("deadlines", "sweep", "--now", "2026-11-24T00:30")

    counts = json.loads(done.stdout)
    assert done.exit_code == 0
    assert list(counts) == ["due", "fired", "parked"]
    assert counts["due"] == counts["fired"] > 0 and counts["parked"] == 0
    assert deadline_of(accepted, "objection").state == "breached"


def test_a_sweep_of_now_with_nothing_due_prints_zeros(flask: Call) -> None:
    assert flask("deadlines", "sweep").stdout == '{"due": 0, "fired": 0, "parked": 0}\n'


def test_a_timer_that_fails_is_counted_as_parked_and_the_others_fire(flask: Call, accepted: str, session: Any) -> None:
    case_of(accepted).snapshot = b"rubbish"
    session.commit()

    counts = json.loads(flask("deadlines", "sweep", "--now", "2026-11-24T00:30+08:00").stdout)

    assert counts["parked"] == 1
    assert counts["due"] == counts["fired"] + counts["parked"]


def test_production_sweeps_no_day_that_has_not_come(app: Flask, tmp_path: Path) -> None:
    result = typed(production_on(app, tmp_path), "deadlines", "sweep", "--now", "2026-11-17T00:00")

    assert refused(result) == "正式环境不能按以后的日子计算期限。"


def test_a_deadline_is_explained_day_by_day(flask: Call, accepted: str) -> None:
    row = deadline_of(accepted, "objection")

    lines = flask("deadlines", "explain", str(row.id)).stdout.splitlines()

    assert lines[0] == "异议处理期限（省条例31）：2026-11-23"
    assert lines[1].startswith("2026-11-16\t-\t") and lines[2].startswith("2026-11-17\t1\t")
    assert "2026-11-21\t-\t周末" in lines
    assert lines[-1].startswith("2026-11-23\t5\t")


def test_a_deadline_that_is_not_there_is_refused(flask: Call) -> None:
    assert refused(flask("deadlines", "explain", "4711"))


@pytest.mark.parametrize(("words", "printed"), [
    (("2026-11-16", "5"), "2026-11-23"),
    (("2026-09-30", "1"), "2026-10-08"),
    (("2026-11-16", "20", "--unit", "days"), "2026-12-07"),
    (("2026-01-31", "1", "--unit", "months"), "2026-02-28"),
    (("2026-12-30", "5"), "2027-01-07 provisional"),
    (("2026-11-16", "1", "--unit", "years"), "2027-11-16 provisional"),
])
def test_the_last_day_is_printed_and_provisional_behind_a_year_not_announced(flask: Call, words: tuple[str, ...],
                                                                            printed: str) -> None:
    done = flask("calendar", "due", *words)

    assert (done.exit_code, done.stdout) == (0, f"{printed}\n")


def test_a_length_out_of_bounds_is_refused(flask: Call) -> None:
    assert "期限长度应在" in refused(flask("calendar", "due", "2026-11-16", "0"))


def test_an_imported_year_is_no_longer_provisional_and_what_moved_is_listed(flask: Call, accepted: str,
                                                                           tmp_path: Path) -> None:
    (tmp_path / "2027.yaml").write_text(NOTICE, encoding="utf-8")
    (tmp_path / "2026.json").write_text(json.dumps({"year": 2026, "notice": "国办发明电〔2026〕99号（测试）",
                                                    "off": {"2026-11-19": "调整放假"}, "work": {}}))

    assert flask("calendar", "import", str(tmp_path / "2027.yaml")).stdout == "2027\t1\n"
    assert flask("calendar", "due", "2026-12-30", "2").stdout == "2027-01-04\n"

    moved = flask("calendar", "import", str(tmp_path / "2026.json"))
    assert moved.exit_code == 0
    assert f"{accepted}\t异议处理期限\t2026-11-23 -> 2026-11-24" in moved.stdout


@pytest.mark.parametrize("text", ["{", "\x00", "just words", "year: 2027", NOTICE.replace("2027-01-01", "2026-01-01")])
def test_a_notice_that_cannot_be_read_is_refused(flask: Call, tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")

    assert refused(flask("calendar", "import", str(tmp_path / "bad.yaml")))


def test_the_outbox_sends_into_the_spool_and_prints_how_many(flask: Call, accepted: str) -> None:
    done = json.loads(flask("outbox", "send").stdout)

    assert done["sent"] > 0 and done["failed"] == 0
    assert list((house().settings.instance_path / "spool").rglob("*.eml"))
    assert json.loads(flask("outbox", "send").stdout) == {"sent": 0, "failed": 0}


def test_an_incident_is_listed_and_tried_again(flask: Call, accepted: str, run: Call) -> None:
    row = deadline_of(accepted, "objection")
    run(raise_incident, work="deadline", ref=row.id, node="assess", error="Fault: 坏了")

    number, case, work, node, tries, error = flask("incidents", "list").stdout.strip().split("\t")

    assert (case, work, node, tries, error) == (accepted, "deadline", "assess", "1", "Fault: 坏了")
    assert flask("incidents", "retry", number).exit_code == 0


def test_an_incident_that_is_not_there_is_refused(flask: Call) -> None:
    assert refused(flask("incidents", "retry", "4711")) == "没有这条故障记录，或者已经解决。"
