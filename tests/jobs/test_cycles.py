"""Yearly cases: opened once by the clock or by hand, caught up after a missed day, a missed year told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.clock import SHANGHAI, frozen
from app.errors import Conflict, Invalid, NotAllowed
from app.extensions import db
from app.jobs.cycles import open_cycles
from app.models import Case
from app.queries.cycles import years
from app.services.house import house
from tests.support.walk import open_case
from tests.support.yearly import publish


def on(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, tzinfo=SHANGHAI)


@pytest.fixture()
def yearly(app: Any, tmp_path: Path) -> Iterator[None]:
    """First published in March 2026, before the day of its cycle (1 September)."""
    with frozen(on(2026, 3, 2)):
        publish(tmp_path)
    yield
    house()._by_id.clear()


def opened() -> list[tuple[int | None, str]]:
    db.session.rollback()
    rows = db.session().execute(sa.select(Case.cycle, Case.door).where(Case.procedure == "yearly").order_by(Case.id))
    return [(row.cycle, row.door) for row in rows]


def told(now: datetime) -> list[tuple[int, str]]:
    db.session.rollback()
    return [(one.year, one.state) for one in years(db.session(), now) if one.procedure == "yearly"]


def opens(now: datetime) -> int:
    """How many the clock opens of this procedure; the house's own yearly ones are opened beside it."""
    before = len(opened())
    open_cycles(now)
    return len(opened()) - before


def test_the_clock_opens_one_case_a_year_however_often_it_looks(yearly: None) -> None:
    assert opens(on(2026, 8, 31)) == 0
    assert [opens(on(2026, 9, 1)), opens(on(2026, 9, 1)), opens(on(2026, 12, 1))] == [1, 0, 0]
    assert opens(on(2027, 9, 2)) == 1
    assert opened() == [(2026, "cycle_opened"), (2027, "cycle_opened")]


def test_a_missed_day_is_caught_up_and_a_missed_year_is_told(yearly: None) -> None:
    assert opens(on(2027, 2, 1)) == 1
    assert opened() == [(2026, "cycle_opened")]
    assert opens(on(2029, 1, 15)) == 1
    assert told(on(2029, 1, 15)) == [(2028, "open"), (2027, "missed"), (2026, "open")]
    assert told(on(2029, 9, 1))[0] == (2029, "due")


def test_a_case_opened_by_hand_is_the_years_and_a_second_is_refused(yearly: None) -> None:
    with frozen(on(2026, 7, 1)):
        number = open_case("authority", "yearly", named={"year": 2026}).number
        with pytest.raises(Conflict, match=number):
            open_case("authority", "yearly", named={"year": 2026})
        with pytest.raises(Invalid):
            open_case("authority", "yearly", named={"year": 2030})
        with pytest.raises(NotAllowed):
            open_case("handler", "yearly", named={"year": 2027})
    assert opens(on(2026, 9, 1)) == 0
    assert opened() == [(2026, "cycle_opened")]
