"""What a verb asks of a worker: with its own commit or not at all, and once; on SQLite nobody is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock
from app.extensions import db
from app.jobs.outbox import LETTERS, send_outbox
from app.jobs.queue import hand_out
from app.jobs.queue_tables import keep_queue
from app.jobs.rounds import JOBS, SHARED
from app.services.context import Context

JOB = sa.text("SELECT task_name, lock, args ->> 'case_id' FROM jobs.procrastinate_jobs ORDER BY id")
Waiting = Callable[[], list[tuple[Any, ...]]]


@pytest.fixture()
def waiting(app: Flask, database: str) -> Waiting:
    """waiting(): the jobs that wait, as (work, lock, case); none yet."""

    def look() -> list[tuple[Any, ...]]:
        with db.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(JOB)] if database == "postgres" else []

    if database == "postgres":
        with db.engine.begin() as connection:
            connection.execute(sa.text("DELETE FROM jobs.procrastinate_jobs"))
    return look


def tell(ctx: Context, fails: bool = False) -> None:
    ctx.send("notice", {"what": "transferred", "to": "handler", "title": "补正通知书"})
    ctx.trail.write("house:test")  # type: ignore[arg-type]  # a verb leaves a trace
    if fails:
        ctx.flush()
        raise ValueError("at the last moment")


def test_a_verb_that_fails_asked_for_nothing_one_that_commits_asked_once(database: str, waiting: Waiting,
                                                                        run: Callable[..., Any]) -> None:
    with pytest.raises(ValueError):
        run(tell, fails=True)
    assert waiting() == []

    run(tell)
    assert waiting() == ([("letters", None, "0")] if database == "postgres" else [])


def test_a_message_of_a_case_waits_under_the_lock_of_its_case(database: str, waiting: Waiting, objection: Any) -> None:
    objection("assess")

    kinds = {(work, lock == f"case-{case}") for work, lock, case in waiting()}
    assert kinds == ({("letters", True)} if database == "postgres" else set())


def test_a_round_hands_out_what_nobody_was_asked_for_yet(database: str, waiting: Waiting, run: Callable[..., Any],
                                                        objection: Any) -> None:
    if database == "sqlite":
        assert send_outbox(clock.now()).failed == 0  # one clock needs no queue
        return
    objection("assess")
    asked = len(waiting())
    assert hand_out(LETTERS, clock.now()) == 0 and len(waiting()) == asked
    with db.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM jobs.procrastinate_jobs"))

    assert hand_out(LETTERS, clock.now()) == len(waiting()) == 1


def test_tables_of_another_version_of_the_engine_are_made_anew(app: Flask, database: str) -> None:
    if database == "sqlite":
        return
    with db.engine.begin() as connection:
        connection.execute(sa.text("COMMENT ON SCHEMA jobs IS 'procrastinate 3.9'"))
        connection.execute(sa.text("DROP TABLE jobs.procrastinate_events CASCADE"))
        keep_queue(connection)

        assert connection.scalar(sa.text("SELECT count(*) FROM jobs.procrastinate_events")) == 0
        assert connection.scalar(sa.text("SHOW search_path")) == '"$user", public'


def test_every_job_has_its_place_in_the_calendar_of_the_workers() -> None:
    from app.jobs.worker import cron

    assert {cron(seconds) for _, seconds in JOBS} <= {
        "* * * * * */5", "* * * * * */15", "* * * * * */20", "*/5 * * * *", "0 */1 * * *"}
    assert set(SHARED) <= {job for job, _ in JOBS}
