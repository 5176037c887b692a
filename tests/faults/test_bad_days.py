"""A full disk, a database that only reads, a clock that is wrong, a machine in another time zone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.clock import SHANGHAI, frozen
from app.errors import Busy
from app.extensions import db
from app.jobs.deadlines import sweep
from app.models import Deadline, TrailRow
from app.queries.proof import verify
from app.services.comment_case import comment_case
from tests.conftest import MONDAY
from tests.support.walk import do, open_tasks


@pytest.fixture()
def full_disk(app: Flask, database: str) -> Iterator[Callable[[], None]]:
    """full_disk(): SQLite may not grow by a single page from now on."""
    if database != "sqlite":
        yield from _read_only(app)
        return

    def limit(connection: Any, _record: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    yield from _from_now_on("connect", limit)


def _read_only(app: Flask) -> Iterator[Callable[[], None]]:
    def limit(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
        connection.commit()

    yield from _from_now_on("connect", limit)


def _from_now_on(event: str, limit: Callable[..., None]) -> Iterator[Callable[[], None]]:
    engine, begun = db.engine, list[bool]()

    def begin() -> None:
        db.session.remove()
        engine.dispose()
        sa.event.listen(engine, event, limit)
        begun.append(True)

    yield begin
    if begun:
        db.session.remove()
        sa.event.remove(engine, event, limit)
        engine.dispose()


def test_when_nothing_can_be_written_acts_say_so_and_nothing_is_half_done(
        app: Flask, objection: Any, run: Any, session: Any, full_disk: Callable[[], None]) -> None:
    number = objection("assess")
    rows = session.scalar(sa.select(sa.func.count()).select_from(TrailRow))
    full_disk()

    with pytest.raises(Busy) as refused:
        for _ in range(2000):  # a page has room for a few small rows
            run(comment_case, actor="clerk", number=number, text="磁盘快满了" * 150)
    assert refused.value.code == "read_only" and "不能写入" in str(refused.value)

    assert [task.node for task in open_tasks(number)] == ["assess"]
    assert verify(db.session()).broken is None
    assert db.session().scalar(sa.select(sa.func.count()).select_from(TrailRow)) >= rows
    db.session.remove()


def test_a_clock_put_back_a_day_breaks_nothing(app: Flask, objection: Any) -> None:
    number = objection("assess")
    with frozen(MONDAY - timedelta(days=1)):
        sweep(MONDAY - timedelta(days=1))
        do(number, "assess")
    do(number, open_tasks(number)[0].node)

    assert verify(db.session()).broken is None
    db.session.remove()


def test_a_clock_put_forward_fires_what_is_due_once(app: Flask, objection: Any) -> None:
    objection("assess")
    later = MONDAY + timedelta(days=40)
    with frozen(later):
        first, second = sweep(later), sweep(later)
    with frozen(MONDAY):
        third = sweep(MONDAY)

    assert first.fired > 0 and (second.due, third.due) == (0, 0)
    assert verify(db.session()).broken is None
    db.session.remove()


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_a_last_day_does_not_depend_on_where_the_machine_stands(app: Flask, zone: str, objection: Any,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    """Half past eleven at night in Shanghai: another day almost everywhere."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        with frozen(datetime(2026, 9, 18, 23, 30, tzinfo=SHANGHAI)):
            objection("assess")
            row = db.session().scalars(sa.select(Deadline).where(Deadline.key == "objection")).one()
            found = (row.start_on, row.last_day, row.due_at.astimezone(SHANGHAI).isoformat())
    finally:
        monkeypatch.undo()
        time.tzset()
        db.session.remove()
    # Sunday the 20th is worked in place of a day of the Mid-Autumn holiday
    assert found == (date(2026, 9, 18), date(2026, 9, 24), "2026-09-25T00:00:00+08:00")
