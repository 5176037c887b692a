"""One clock that can be set, and days that are Shanghai's."""

from datetime import UTC, date, datetime, timedelta, timezone
from threading import Thread

import pytest

from app import clock
from app.domain.moments import at, day_of, end_of

NOON = datetime(2026, 9, 18, 12, 0, tzinfo=clock.SHANGHAI)


def test_now_is_aware_and_in_utc():
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_frozen_clock_stands_still_and_runs_again_afterwards():
    with clock.frozen(NOON):
        assert clock.now() == clock.now() == NOON
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_frozen_clocks_nest_and_an_error_inside_gives_the_outer_one_back():
    with clock.frozen(NOON):
        with pytest.raises(RuntimeError), clock.frozen(NOON + timedelta(days=1)):
            assert clock.today() == date(2026, 9, 19)
            raise RuntimeError
        assert clock.today() == date(2026, 9, 18)


def test_a_set_clock_is_read_by_other_threads_too():
    seen: list[datetime] = []
    with clock.frozen(NOON):
        thread = Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen == [NOON]


def test_a_clock_of_another_zone_is_told_in_utc():
    with clock.frozen(datetime(2026, 9, 18, 1, 0, tzinfo=timezone(timedelta(hours=-5)))):
        assert clock.now().isoformat() == "2026-09-18T06:00:00+00:00"


def test_one_second_past_midnight_in_shanghai_is_already_the_next_day():
    with clock.frozen(datetime(2026, 9, 18, 16, 0, 1, tzinfo=UTC)):
        assert clock.today() == date(2026, 9, 19)
    assert clock.today(datetime(2026, 9, 18, 15, 59, 59, tzinfo=UTC)) == date(2026, 9, 18)


def test_a_moment_without_offset_is_refused_rather_than_guessed():
    naive = datetime(2026, 9, 18)
    with pytest.raises(ValueError, match="offset"), clock.frozen(naive):
        pass
    with pytest.raises(ValueError, match="offset"):
        day_of(naive)


def test_a_day_ends_when_the_next_one_begins():
    assert end_of(date(2026, 12, 31)) == at(date(2027, 1, 1)) == datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
