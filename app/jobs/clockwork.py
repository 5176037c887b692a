"""The metronome: APScheduler calls the jobs; which process may do so is settled by a lock."""

from __future__ import annotations

import fcntl
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from app import clock
from app.extensions import db
from app.jobs.deadlines import sweep
from app.jobs.outbox import send_outbox
from app.jobs.recount import recount_stale

log = logging.getLogger("casework.clock")
LEADER = 7_202_307_01  # advisory lock of the one clock (PostgreSQL)
DEFAULTS = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}  # a late tick is done, not dropped


class Leadership:
    """One clock a database: a file lock beside SQLite, an advisory lock on PostgreSQL."""

    def __init__(self, app: Flask) -> None:
        self._app, self._file, self._connection = app, None, None  # type: ignore[var-annotated]
        self._path = Path(app.instance_path) / "clock.lock"
        self._file: IO[str] | None
        self._connection: sa.Connection | None

    def held(self) -> bool:
        """Whether this process leads now; tries to take the lead where nobody has it."""
        with self._app.app_context():
            return self._postgres() if db.engine.dialect.name == "postgresql" else self._flock()

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
            if self._connection is None or self._connection.closed:
                self._connection = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            return bool(self._connection.scalar(sa.text("SELECT pg_try_advisory_lock(:k)"), {"k": LEADER}))
        except sa.exc.DBAPIError:
            self._connection = None
            return False


class Clockwork:
    """Starts and stops the ticking. `beat` is when the last round ended, for /readyz."""

    def __init__(self, app: Flask) -> None:
        self.app, self.leadership = app, Leadership(app)
        self.beat = clock.now()
        self._scheduler = BackgroundScheduler(job_defaults=DEFAULTS, timezone="Asia/Shanghai")
        for job, seconds in ((sweep, 15), (send_outbox, 5), (recount_stale, 300)):
            self._scheduler.add_job(self._round, "interval", args=[job], seconds=seconds, id=job.__name__)

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        """Waits for a running round: each case's transaction ends whole."""
        self._scheduler.shutdown(wait=True)

    def _round(self, job: Callable[..., object]) -> None:
        self.beat = clock.now()
        if not self.leadership.held():
            return
        with self.app.app_context():
            try:
                job(clock.now())
            except Exception:
                log.exception("round failed: %s", job.__name__)  # the next round tries again


def run_forever(app: Flask) -> None:
    """The clock without a web server, until a signal."""
    from app.jobs.server import until_signal

    works, stop = Clockwork(app), threading.Event()
    works.start()
    until_signal(stop)
    stop.wait()
    works.stop()
