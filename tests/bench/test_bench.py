"""The bench runs: every measure at its smallest, its lines and its table. How fast anything is, is not asked here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import MEASURES, main, measured
from bench.clocking import Pair
from bench.figure import RATIOS, VALUES, Figure, table
from bench.size import QUICK
from bench.stage import stage

FREE = {"whole_case", "cold_releases"}  # told and compared, bound by nothing
SLOW = {"web_process"}  # a whole first start with its demo data; tests/commands starts the house


@pytest.mark.parametrize("name", sorted(set(MEASURES) - SLOW))
def test_a_measure_gives_its_figures(name: str) -> None:
    figures = list(measured([name], QUICK))

    assert figures
    assert all(figure.value > 0 for figure in figures)
    assert all(figure.floor is None or figure.floor > 0 for figure in figures)


def test_every_limit_belongs_to_a_measure_that_is_told() -> None:
    alone = {"complete_commits": "complete_statements", "second_start": "web_process", "web_memory": "web_process"}
    assert {alone.get(name, name) for name in (*RATIOS, *VALUES)} == set(MEASURES) - FREE


def test_a_line_of_json_has_exactly_the_words_agreed_on() -> None:
    line = json.loads(Figure("open_case", 3.0, "ms", 1.5).line())
    assert line == {"name": "open_case", "value": 3.0, "unit": "ms", "floor": 1.5, "ratio": 2.0}


def test_a_figure_over_its_limit_is_told_so() -> None:
    assert Figure("open_case", 8.1, "ms", 2.0).holds is False
    assert Figure("open_case", 7.9, "ms", 2.0).holds is True
    assert Figure("bytes_finished", 10.1, "kB").holds is False
    assert Figure("open_case_durable", 99.0, "ms", 1.0).holds is None
    assert "NO" in table([Figure("open_case", 8.1, "ms", 2.0)])


def test_medians_are_taken_by_kind_and_then_averaged() -> None:
    pair = Pair()
    for value in (1.0, 2.0, 90.0):
        pair.add("quick", value, 1.0)
        pair.add("slow", value + 2, 3.0)
    assert (pair.value, pair.floor) == (3.0, 2.0)


def test_the_command_prints_lines_then_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--quick", "complete_statements"])

    said = capsys.readouterr().out
    assert json.loads(said.splitlines()[0])["name"] == "complete_statements"
    assert "holds" in said


def test_a_figure_that_does_not_exist_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["complete_nothing"])
    assert stopped.value.code == 2
    assert "complete_nothing" in capsys.readouterr().err


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    list(measured(["complete_statements"], QUICK))
    assert list(tmp_path.iterdir()) == []


def test_a_server_ends_with_whoever_started_it(tmp_path: Path) -> None:
    with stage(tmp_path / "house") as found:
        command = [sys.executable, "-m", "bench.web", str(found.house.folder), "OFF"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdin and server.stdout
            assert server.stdout.readline().strip().isdecimal()
            server.stdin.close()
            assert server.wait(timeout=60) == 0
