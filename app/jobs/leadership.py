"""Who may do the work of the clock, and whether anybody is at work: a lock that ends with its process."""

from __future__ import annotations

import fcntl
import logging
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from flask import Flask

from app.extensions import db

log = logging.getLogger("casework.clock")
LEADER = 7_202_307_01  # advisory lock (PostgreSQL)


class Leadership:
    """One clock a database: a file lock beside SQLite, an advisory lock on PostgreSQL. Both end with their process.

    `shared`: on PostgreSQL nobody leads, but whoever works there keeps another from having it for himself.
    """

    def __init__(self, app: Flask, *, shared: bool = False) -> None:
        self._app, self._one_asks = app, threading.Lock()
        self._ask = sa.text(f"SELECT pg_try_advisory_lock{'_shared' if shared else ''}(:k)")
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
            if self._connection.scalar(self._ask, {"k": LEADER}):
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
