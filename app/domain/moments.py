"""Moments and Chinese days. Reading the wall clock is app/clock.py; counting days is calendar.py and deadlines.py."""

from datetime import UTC, date, datetime, time, timedelta, timezone

# A fixed offset: China has kept +08:00 without summer time since 1991, and a bare machine may lack zone files.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def day_of(moment: datetime) -> date:
    """The day in Shanghai on which an aware moment falls."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs an offset")
    return moment.astimezone(SHANGHAI).date()


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """That time of that Shanghai day, as aware UTC."""
    return datetime.combine(day, time(hour, minute), SHANGHAI).astimezone(UTC)


def end_of(day: date) -> datetime:
    """24:00 of the day (民法典203.2): midnight of the next one, exclusive, as aware UTC."""
    return at(day + timedelta(days=1))
