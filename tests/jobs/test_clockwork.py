"""The metronome: one leader a database, no round over another, none that stops the next; on both databases."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock
from app.extensions import db
from app.jobs.clockwork import Clockwork
from app.jobs.leadership import LEADER, Leadership
from app.jobs.rounds import JOBS
from tests.conftest import make_app
from tests.jobs.conftest import Start, until

WAIT = 10.0


@pytest.fixture()
def second(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """Another process' application on the same database and, for SQLite, beside the same file."""
    other = make_app(Path(app.instance_path), app.config["SQLALCHEMY_DATABASE_URI"])
    yield other
    with other.app_context():
        db.engine.dispose()


@pytest.fixture()
def ticking(app: Flask) -> Iterator[Callable[..., Clockwork]]:
    """ticking((job, seconds), ...): a clockwork at work, stopped after the test."""
    made: list[Clockwork] = []

    def begin(*jobs: Any) -> Clockwork:
        clock.set_clock(None)  # the scheduler lives by the wall clock
        made.append(Clockwork(app, jobs))
        made[-1].start()
        return made[-1]

    yield begin
    for works in made:
        works.stop()


class Job:
    """A job that remembers its rounds; `takes` seconds each, and raises where it is told to."""

    def __init__(self, name: str, takes: float = 0.0, raises: bool = False) -> None:
        self.__name__, self.takes, self.raises = name, takes, raises
        self.rounds: list[tuple[float, float]] = []
        self.thrice = threading.Event()

    def __call__(self, now: datetime) -> None:
        began = time.monotonic()
        time.sleep(self.takes)
        self.rounds.append((began, time.monotonic()))
        if len(self.rounds) == 3:
            self.thrice.set()
        if self.raises:
            raise ValueError("a bad day")


def test_one_leads_and_the_second_follows_until_the_first_lets_go(app: Flask, second: Flask) -> None:
    first, other = Leadership(app), Leadership(second)

    assert first.held() and not other.held()
    assert first.held(), "asking again loses nothing"
    first.release()
    assert other.held() and not first.held()
    other.release()


def test_two_who_ask_at_once_are_one_leader(app: Flask) -> None:
    lead, found = Leadership(app), list[bool]()
    threads = [threading.Thread(target=lambda: found.append(lead.held())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [True] * 8
    lead.release()


def test_a_leader_whose_connection_is_cut_gives_up_the_lead_and_takes_it_again(app: Flask, database: str) -> None:
    lead = Leadership(app)
    assert lead.held()
    if database == "postgres":
        cut(LEADER)
        assert not lead.held(), "it must not act on a lead that another may have"

    assert lead.held()
    lead.release()


def test_whoever_works_on_postgresql_keeps_another_from_having_it_alone(app: Flask, second: Flask,
                                                                        database: str) -> None:
    if database == "sqlite":
        return
    one, two, alone = (Leadership(of, shared=shared) for of, shared in ((app, True), (second, True), (app, False)))

    assert one.held() and two.held() and not alone.held()
    one.release()
    two.release()
    assert alone.held() and not two.held()
    alone.release()


def cut(lock: int) -> None:
    held = sa.text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = :lock")
    with db.engine.connect() as connection:
        connection.execute(held, {"lock": lock})


def test_a_round_that_outlasts_its_pause_never_overlaps_itself_and_says_nothing(
        ticking: Callable[..., Clockwork], caplog: pytest.LogCaptureFixture) -> None:
    slow = Job("slow", takes=0.25)
    ticking((slow, 0.05))

    assert slow.thrice.wait(WAIT)

    assert all(ended <= began for (_, ended), (began, _) in zip(slow.rounds, slow.rounds[1:], strict=False))
    assert not [record for record in caplog.records if "skipped" in record.getMessage()]


def test_a_job_that_fails_is_logged_and_stops_neither_itself_nor_the_others(
        ticking: Callable[..., Clockwork], caplog: pytest.LogCaptureFixture) -> None:
    bad, good = Job("bad", raises=True), Job("good")
    ticking((bad, 0.05), (good, 0.05))

    assert bad.thrice.wait(WAIT) and good.thrice.wait(WAIT)

    assert "round failed: bad" in caplog.text


def test_who_does_not_lead_does_nothing_but_still_beats(app: Flask, second: Flask,
                                                       ticking: Callable[..., Clockwork]) -> None:
    leader = Leadership(second)
    assert leader.held()
    idle = Job("idle")
    works = ticking((idle, 0.05))
    began = works.beat

    deadline = time.monotonic() + WAIT
    while works.beat <= began and time.monotonic() < deadline:
        time.sleep(0.02)

    assert works.beat > began and idle.rounds == []
    leader.release()
    assert idle.thrice.wait(WAIT), "it takes over"


def test_deadlines_letters_and_recounts_wait_minutes_at_most() -> None:
    pauses = {job.__name__: seconds for job, seconds in JOBS}

    assert pauses["sweep"] <= 60 and pauses["send_outbox"] <= 60 and pauses["recount_stale"] <= 600


def test_a_clock_of_its_own_starts_and_stops_at_a_signal(app: Flask, start: Start) -> None:
    process = start("clock", "run", DATABASE_URL=app.config["SQLALCHEMY_DATABASE_URI"])
    until(process, "时钟已启动")

    process.send_signal(signal.SIGTERM)

    out, err = process.communicate(timeout=90)
    assert (process.returncode, err) == (0, "")
    assert "时钟已停止" in out
