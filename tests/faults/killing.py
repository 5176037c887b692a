"""Completes a task again and again, killed each time one statement later: a process that test_killed.py runs.

    python -m tests.faults.killing INSTANCE DATABASE_URL NUMBER NUMBER NODE

For every attempt it forks; the child kills itself (SIGKILL) before its n-th statement, until it gets to its end, or
before its commit, or (the second case) right after it. The parent prints a line of JSON for each attempt.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.clock import frozen
from app.extensions import db
from app.models.base import WRITES
from tests.conftest import MONDAY, make_app
from tests.support.walk import do, open_tasks


def die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dies_at(engine: sa.Engine, point: int | str) -> None:
    """The process ends before the n-th statement of the completion, before its commit, or after it.

    `do` brings a file in first, in a transaction of its own: that one is left alone.
    """
    commits = statements = 0

    def statement(connection: sa.Connection, *_: Any) -> None:
        nonlocal statements
        statements += commits == 1 and bool(connection.get_execution_options().get(WRITES))
        if statements == point:
            die()

    def commit(*_: Any) -> None:
        if commits == 1 and point == "before commit":
            die()

    def committed(*_: Any) -> None:
        nonlocal commits
        commits += 1
        if commits == 2 and point == "after commit":
            die()

    sa.event.listen(engine, "before_cursor_execute", statement)
    sa.event.listen(engine, "commit", commit)
    sa.event.listen(db.session, "after_commit", committed)


def attempt(app: Flask, point: int | str, number: str, node: str) -> bool:
    """True where the child was killed, False where it came to its end."""
    child = os.fork()
    if child == 0:
        with app.app_context(), frozen(MONDAY):
            db.engine.dispose(close=False)
            dies_at(db.engine, point)
            do(number, node)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def done(app: Flask, number: str, node: str) -> bool:
    with app.app_context():
        still = [task.node for task in open_tasks(number)]
        db.session.remove()
        db.engine.dispose()
    return node not in still


def main(instance: str, url: str, first: str, second: str, node: str) -> None:
    app = make_app(Path(instance), url)

    def one(point: int | str, number: str) -> bool:
        killed = attempt(app, point, number, node)
        print(json.dumps({"point": point, "killed": killed, "done": done(app, number, node)}), flush=True)
        return killed

    one("before commit", first)
    statement = 1
    while one(statement, first):
        statement += 1
    one("after commit", second)


if __name__ == "__main__":
    main(*sys.argv[1:])
