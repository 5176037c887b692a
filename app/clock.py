"""The only reading of the wall clock, and the hand that sets it. Counting days is domain/calendar.py."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from app.domain.moments import SHANGHAI, day_of

__all__ = ["SHANGHAI", "frozen", "now", "set_clock", "today"]

Clock = Callable[[], datetime]


def _wall() -> datetime:
    return datetime.now(UTC)


_clock: Clock = _wall


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _clock().astimezone(UTC)


def today(moment: datetime | None = None) -> date:
    """The day in Shanghai: now, or of the given aware moment."""
    return day_of(moment or now())


def set_clock(clock: Clock | None) -> None:
    """Every later reading comes from `clock` (aware moments), in all threads; None gives the wall clock back."""
    global _clock
    _clock = clock or _wall


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """The clock stands at an aware `moment` inside the block; blocks may be nested."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs an offset")
    before = _clock
    set_clock(lambda: moment)
    try:
        yield
    finally:
        set_clock(before)
