"""Several processes on one database: what is due is done once, by whoever is there; pages by several processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.clock import frozen
from app.domain.tags import Tag
from app.extensions import db
from app.models import TrailRow
from app.queries.due import cases_due, cases_with_mail
from app.queries.proof import verify
from tests.jobs.conftest import Start, begin, free_port, until
from tests.support.house import ROOT

CASES = 8
PATIENCE = 600.0  # of a machine that has much else to do
CLOCKS = {"sqlite": ("clock", "run"), "postgres": ("worker", "run", "--lease", "2")}


@pytest.fixture()
def here(app: Flask) -> dict[str, str]:
    """Settings of a process on this test's database, with the same keys."""
    return {"DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "INSTANCE_PATH": app.instance_path}


def wait_for(look: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not look():
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.1)


def breached() -> list[tuple[int, Any]]:
    told = sa.select(TrailRow.stream, TrailRow.after).where(TrailRow.what == Tag.DEADLINE_BREACHED)
    db.session.rollback()
    return [(stream, (after or {}).get("limit")) for stream, after in db.session().execute(told)]


def test_of_two_one_is_killed_and_all_that_is_due_is_done_once(database: str, here: dict[str, str], objection: Any,
                                                              start: Start) -> None:
    with frozen(datetime.now(UTC) - timedelta(days=90)):
        for _ in range(CASES):
            objection("assess")
    db.session.remove()
    first, second = (start(*CLOCKS[database], **here) for _ in range(2))
    until(first, "已启动")
    until(second, "已启动")

    wait_for(lambda: len(breached()) > 0)
    first.kill()

    def nothing_left() -> bool:
        db.session.rollback()
        return not (cases_due(db.session(), datetime.now(UTC)) or cases_with_mail(db.session(), datetime.now(UTC)))

    wait_for(nothing_left)
    second.send_signal(signal.SIGTERM)
    _, errors = second.communicate(timeout=90)
    assert (second.returncode, errors) == (0, "")
    late = breached()
    assert len(late) == len(set(late)) >= CASES
    assert verify(db.session()).broken is None
    db.session.remove()


def test_one_file_has_one_clock_and_no_workers(start: Start) -> None:
    out, err = start("worker", "run").communicate(timeout=60)

    assert out == "" and "PostgreSQL" in err and len(err.splitlines()) == 1


def ask(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        return str(answer.read().decode())


@pytest.fixture()
def pages(here: dict[str, str], database: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The web door open on this database, and its port."""
    port = free_port()
    process = begin(Path(here["INSTANCE_PATH"]), "web", "run", PORT=port, DATABASE_URL=here["DATABASE_URL"])
    until(process, "服务已启动")
    yield process, port
    process.kill()
    process.communicate()


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_the_web_door_stays_open_when_one_of_its_processes_is_killed(
        database: str, pages: tuple[subprocess.Popen[str], int]) -> None:
    process, port = pages
    several = {"sqlite": 0, "postgres": 2}[database]
    wait_for(lambda: len(children(process.pid)) == several)
    for pid in (killed := children(process.pid)[:1]):
        os.kill(pid, signal.SIGKILL)

    assert all("</html>" in ask(port, "/") for _ in range(4))
    wait_for(lambda: len(set(children(process.pid)) - set(killed)) == several)
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0 and rest.endswith("服务已停止。\n")


PARTS = """
import os, signal, sys, time
from app.jobs.together import Part, together

def work(name):
    print(name, os.getpid(), flush=True)
    signal.pause()

raise SystemExit(together([Part(name, lambda name=name: work(name)) for name in ("a", "b")], soon=float(sys.argv[1])))
"""


def begin_parts(soon: float) -> tuple[subprocess.Popen[str], dict[str, int]]:
    process = subprocess.Popen([sys.executable, "-c", PARTS, str(soon)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    return process, dict([line_of(process), line_of(process)])


def line_of(process: subprocess.Popen[str]) -> tuple[str, int]:
    assert process.stdout is not None
    name, pid = process.stdout.readline().split()
    return name, int(pid)


def test_a_part_that_dies_is_started_again_and_all_end_with_the_one_that_minds_them() -> None:
    process, parts = begin_parts(soon=0)
    assert process.stdout is not None
    os.kill(parts["a"], signal.SIGKILL)

    assert process.stdout.readline() == f"a（进程{parts['a']}）中断，重新启动。\n"
    name, again = line_of(process)
    assert name == "a" and again != parts["a"]
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in (parts["b"], again))


def test_a_part_that_ends_as_soon_as_it_began_ends_all() -> None:
    process, parts = begin_parts(soon=3600)
    os.kill(parts["b"], signal.SIGKILL)

    process.communicate(timeout=30)
    assert process.returncode != 0
    assert not Path(f"/proc/{parts['a']}").exists()
