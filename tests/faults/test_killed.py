"""Killed at any statement: what was not committed did not happen, what was committed stays, and the house goes on."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.clock import frozen
from app.domain.tags import Tag
from app.extensions import db
from app.jobs.deadlines import sweep
from app.jobs.outbox import send_outbox
from app.models import Deadline, Outbox, TrailRow, Upload
from app.queries.proof import verify
from app.services.context import Context
from app.services.house import house
from tests.conftest import MONDAY
from tests.support.house import ROOT
from tests.support.walk import do, open_tasks

KILLS = int(os.environ.get("FAULT_RUNS", "3"))
SENT = 200  # messages


def launch(app: Flask, *words: str) -> subprocess.Popen[str]:
    """A process of its own on the same database and with the same keys."""
    env = {"PATH": os.environ["PATH"], "INSTANCE_PATH": app.instance_path, "LANG": "C.UTF-8",
           "BASE_URL": "http://localhost", "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"]}
    return subprocess.Popen([sys.executable, "-m", *words], cwd=ROOT, env=env, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True)


@pytest.fixture()
def whole(app: Flask) -> Callable[[], bool]:
    """Whether the trail and all that it vouches for is whole."""

    def look() -> bool:
        broken = verify(db.session()).broken
        db.session.remove()
        return broken is None

    return look


def test_a_completion_killed_at_any_statement_happened_or_did_not(app: Flask, objection: Any, whole: Any) -> None:
    numbers = [objection("assess"), objection("assess")]
    db.session.remove()

    process = launch(app, "tests.faults.killing", app.instance_path, app.config["SQLALCHEMY_DATABASE_URI"], *numbers,
                     "assess")
    said, wrong = process.communicate(timeout=300)

    attempts = [json.loads(line) for line in said.splitlines()]
    assert process.returncode == 0, wrong
    *before, end, after = attempts
    assert len(before) > 5 and all(one["killed"] and not one["done"] for one in before), attempts
    assert not end["killed"] and end["done"]
    assert after["killed"] and after["done"]
    assert whole()
    for number in numbers:
        (task,) = open_tasks(number)
        do(number, task.node)
    assert whole()
    print(f"killed {len(before) + 1} times at {len(before) - 1} statements and at the commit")


def test_sweeps_killed_at_random_fire_each_limit_once(app: Flask, objection: Any, whole: Any) -> None:
    numbers = [objection("assess") for _ in range(8)]
    later = MONDAY + timedelta(days=60)
    db.session.remove()
    chance = random.Random(7)
    for _ in range(KILLS):
        process = launch(app, "flask", "--app", "wsgi", "deadlines", "sweep", "--now", later.isoformat())
        time.sleep(chance.uniform(0.8, 2.5))
        process.send_signal(signal.SIGKILL)
        process.communicate()

    with frozen(later):
        sweep(later)
    session = db.session()
    told = sa.select(TrailRow.stream, TrailRow.after).where(TrailRow.what == Tag.DEADLINE_BREACHED)
    breached = [(stream, (after or {}).get("limit")) for stream, after in session.execute(told)]
    late = session.scalar(sa.select(sa.func.count()).select_from(Deadline).where(Deadline.state == "breached"))
    db.session.remove()

    assert len(breached) == len(set(breached)) == late >= len(numbers)
    assert whole()


def test_an_outbox_killed_at_random_loses_no_message_and_repeats_none(app: Flask, run: Any, whole: Any) -> None:
    spool, chance = house().settings.instance_path / "spool" / "mail", random.Random(11)
    run(fill_outbox, many=SENT)
    db.session.remove()
    for n in range(KILLS):
        process = launch(app, "flask", "--app", "wsgi", "outbox", "send")
        kill(process, chance, when=lambda n=n: len(list(spool.glob("*.eml"))) > n * SENT // (KILLS + 1))
        process.communicate()
    left = len(list(spool.glob("*.eml")))

    send_outbox(MONDAY + timedelta(days=10_000), limit=2 * SENT)  # every lease has ended

    rows = db.session().scalars(sa.select(Outbox)).all()
    assert [row.error for row in rows if row.sent_at is None] == []
    assert len(list(spool.glob("*.eml"))) == len(rows) == SENT
    db.session.remove()
    assert whole()
    print(f"{left} of {SENT} had left before the last kill")


def fill_outbox(ctx: Context, many: int) -> None:
    for _ in range(many):
        ctx.send("notice", {"what": "transferred", "to": "handler", "title": "补正通知书"})
    ctx.trail.write("house:test")  # type: ignore[arg-type]  # a verb leaves a trace


def kill(process: subprocess.Popen[str], chance: random.Random, when: Callable[[], bool]) -> None:
    """Somewhere in the work, once it is seen to go on."""
    while process.poll() is None and not when():
        time.sleep(0.01)
    time.sleep(chance.uniform(0, 0.2))
    process.send_signal(signal.SIGKILL)


def test_uploads_killed_at_random_are_whole_or_not_there(app: Flask, whole: Any) -> None:
    chance, taken = random.Random(13), set[str]()
    db.session.remove()
    for _ in range(KILLS):
        process = launch(app, "tests.faults.uploading", app.instance_path, app.config["SQLALCHEMY_DATABASE_URI"])
        assert process.stdout and process.stderr
        first = [process.stdout.readline().strip() for _ in range(chance.randint(1, 20))]
        assert all(first), process.stderr.read()
        process.send_signal(signal.SIGKILL)
        taken |= {*first, *process.communicate()[0].split("\n")[:-1]}  # the last may be half a line

    rows = {row.id: row.digest for row in db.session().scalars(sa.select(Upload))}
    assert taken and taken <= set(rows)
    assert all(house().files.verify(digest) for digest in rows.values())
    db.session.remove()
    assert whole()
    print(f"{len(taken)} uploads acknowledged, {len(rows)} kept")
