"""`flask web start` as `make serve` calls it: a real process, twice, on loopback."""

from __future__ import annotations

import os
import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.demo.people import WORKERS
from config import read_settings
from tests.jobs.conftest import begin, free_port, until

READY = "服务已启动"
SECONDS, MEGABYTES = 5.0, 200


@dataclass(frozen=True)
class Run:
    """What one start said and did until it was stopped."""

    said: list[str]
    seconds: float
    pages: dict[str, int]
    megabytes: float
    code: int
    rest: str
    errors: str


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("house")


@pytest.fixture(scope="module")
def first(house: Path) -> Iterator[Run]:
    """A first start with a few cases, stopped by SIGTERM."""
    yield run(house, signal.SIGTERM, "--cases", "3")


@pytest.fixture(scope="module")
def second(house: Path, first: Run) -> Iterator[Run]:
    """The same house again, stopped by Ctrl-C."""
    yield run(house, signal.SIGINT)


def run(house: Path, stop: signal.Signals, *words: str) -> Run:
    port = free_port()
    process = begin(house, "web", "start", *words, PORT=port)
    try:
        said = until(process, READY)
        seconds = processor_seconds(process.pid)
        pages = {path: get(port, path) for path in ("/", "/healthz", "/status", "/assets/css/base.css", "/nowhere")}
        megabytes = resident(process.pid)
        process.send_signal(stop)
        rest, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    return Run(said, seconds, pages, megabytes, process.returncode, rest, errors)


def get(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def processor_seconds(pid: int) -> float:
    """What the start cost: on an idle machine no less than the wall clock, on a busy one still true."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    line = next(x for x in Path(f"/proc/{pid}/status").read_text().splitlines() if x.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def test_a_first_start_publishes_loads_demo_data_and_prints_every_sign_in(first: Run) -> None:
    said = "\n".join(first.said)

    assert "objection\t1\t" in said and "3件事项" in said
    assert read_settings({"INSTANCE_PATH": "/tmp"}).demo_password in said
    assert all(f"  {worker.login} " in said and worker.name in said for worker in WORKERS)


@pytest.mark.parametrize("which", ["first", "second"])
def test_it_serves_pages(which: str, request: pytest.FixtureRequest) -> None:
    pages = request.getfixturevalue(which).pages

    assert pages == {"/": 200, "/healthz": 200, "/status": 200, "/assets/css/base.css": 200, "/nowhere": 404}


@pytest.mark.parametrize("which", ["first", "second"])
def test_a_signal_stops_it_cleanly(which: str, request: pytest.FixtureRequest) -> None:
    done = request.getfixturevalue(which)

    assert (done.code, done.errors) == (0, "")
    assert done.rest.endswith("服务已停止。\n")


def test_a_second_start_keeps_the_data_and_is_ready_in_seconds(second: Run) -> None:
    said = "\n".join(second.said)

    assert "演示数据" not in said and "发布" not in said
    assert "citizen" in said, "the sign-ins are printed again"
    assert second.seconds < SECONDS


@pytest.mark.parametrize("which", ["first", "second"])
def test_the_web_process_stays_small(which: str, request: pytest.FixtureRequest) -> None:
    assert request.getfixturevalue(which).megabytes < MEGABYTES


def test_a_port_that_is_taken_is_one_sentence(house: Path, second: Run) -> None:
    port = free_port()
    running = begin(house, "web", "run", PORT=port)
    try:
        until(running, READY)
        late = begin(house, "web", "start", PORT=port)
        out, err = late.communicate(timeout=60)
    finally:
        running.kill()
        running.communicate()

    assert (late.returncode, out) == (1, "")
    assert err == (f"不能在 127.0.0.1:{port} 上提供服务（Address already in use）："
                   "请先停下占用它的程序，或者用 PORT 换一个端口。\n")


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGKILL])
def test_a_first_start_that_was_cut_off_is_made_anew_by_the_next(tmp_path: Path, stop: signal.Signals) -> None:
    process = begin(tmp_path, "web", "start", PORT=free_port())
    until(process, "正在准备演示数据")
    process.send_signal(stop)
    process.communicate(timeout=30)  # ends only when the child has let go of the pipes
    assert process.returncode != 0

    again = run(tmp_path, signal.SIGTERM, "--cases", "3")
    said = "\n".join(again.said)
    assert "从头准备" in said and "3件事项" in said
    assert (again.pages["/"], again.code, again.errors) == (200, 0, "")


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGKILL])
def test_a_start_while_the_old_process_is_being_stopped_opens(house: Path, second: Run, stop: signal.Signals) -> None:
    old = begin(house, "web", "run", PORT=free_port())
    until(old, READY)
    new = begin(house, "web", "start", PORT=free_port())
    old.send_signal(stop)
    try:
        until(new, READY)
        new.send_signal(signal.SIGTERM)
        _, errors = new.communicate(timeout=60)
    finally:
        new.kill()
        old.communicate(timeout=60)
    assert (new.returncode, errors) == (0, "")
