"""The metronome: APScheduler calls the jobs; which process may do so is settled by a lock."""

from __future__ import annotations

import fcntl
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from app import clock
from app.extensions import db
from app.jobs.cycles import open_cycles
from app.jobs.deadlines import sweep
from app.jobs.drafts import drop_old_drafts
from app.jobs.forgetting import forget_what_is_over
from app.jobs.indexing import index_what_is_new
from app.jobs.outbox import send_outbox
from app.jobs.recount import recount_stale
from app.jobs.sealing import seal_what_is_new
from app.jobs.terms import end_terms, retry_terms

log = logging.getLogger("casework.clock")
LEADER = 7_202_307_01  # advisory lock of the one clock (PostgreSQL)
DEFAULTS = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}  # a late tick is done, not dropped
JOBS = ((sweep, 15.0), (send_outbox, 5.0), (recount_stale, 300.0), (seal_what_is_new, 300.0),
        (drop_old_drafts, 3600.0), (forget_what_is_over, 3600.0), (end_terms, 3600.0), (retry_terms, 15.0),
        (index_what_is_new, 20.0), (open_cycles, 3600.0))
Job = Callable[..., object]


class Leadership:
    """One clock a database: a file lock beside SQLite, an advisory lock on PostgreSQL. Both end with their process."""

    def __init__(self, app: Flask) -> None:
        self._app, self._one_asks = app, threading.Lock()
        self._path = Path(app.instance_path) / "clock.lock"
        self._file: IO[str] | None = None
        self._connection: sa.Connection | None = None

    def held(self) -> bool:
        """Whether this process leads now; tries to take the lead where nobody has it."""
        with self._one_asks, self._app.app_context():
            return self._postgres() if db.engine.dialect.name == "postgresql" else self._flock()

    def release(self) -> None:
        with self._one_asks:
            self._drop()
            if self._file is not None:
                self._file.close()
                self._file = None

    def _flock(self) -> bool:
        if self._file is None:
            handle = self._path.open("a")
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                handle.close()
                return False
            self._file = handle
        return True

    def _postgres(self) -> bool:
        try:
            if self._connection is None:
                self._connection = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
                self._connection.detach()  # never back into the pool, where the lock would outlive the lead
            if self._connection.scalar(sa.text("SELECT pg_try_advisory_lock(:k)"), {"k": LEADER}):
                return True
        except sa.exc.DBAPIError:
            log.warning("the database is out of reach; the lead is given up")
        self._drop()
        return False

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        with suppress(sa.exc.DBAPIError):
            if connection is not None:
                connection.close()


class Clockwork:
    """Starts and stops the ticking. `beat` is when the last round ended, for /readyz."""

    def __init__(self, app: Flask, jobs: tuple[tuple[Job, float], ...] = JOBS) -> None:
        self.app, self.leadership = app, Leadership(app)
        self.beat = clock.now()
        # A round that outlasts its pause is no news: the next tick finds what is left.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler = BackgroundScheduler(job_defaults=DEFAULTS, timezone="Asia/Shanghai")
        for job, seconds in jobs:
            self._scheduler.add_job(self._round, "interval", args=[job], seconds=seconds, id=job.__name__,
                                    next_run_time=self.beat)  # what fell due while the house was closed waits no more

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        """Waits for a running round: each case's transaction ends whole. Then another process may lead."""
        self._scheduler.shutdown(wait=True)
        self.leadership.release()

    def _round(self, job: Job) -> None:
        try:
            if self.leadership.held():
                with self.app.app_context():
                    job(clock.now())
        except Exception:
            log.exception("round failed: %s", job.__name__)  # the next round tries again
        self.beat = clock.now()


def run_forever(app: Flask) -> None:
    """The clock without a web server, until a signal."""
    from app.jobs.server import until_signal

    works, stop = Clockwork(app), threading.Event()
    until_signal(stop)
    works.start()
    print("时钟已启动。", flush=True)
    stop.wait()
    works.stop()
    print("时钟已停止。", flush=True)
