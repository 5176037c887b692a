"""Counts failed look-ups by number and code, so that no code can be guessed. What one shows is a query."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app import clock
from app.domain.actor import ANYONE
from app.domain.numbers import read_case_number
from app.errors import NotFound
from app.extensions import db
from app.services.execute import execute
from app.services.throttle import STATUS, STATUS_ADDRESS, Key, must_not_be_blocked, note_failure


@contextmanager
def counted(number: str, address: str) -> Iterator[None]:
    """Around a look-up: TooMany before it where there were too many, and one more counted where it finds nothing."""
    keys = attempts(number, address)
    must_not_be_blocked(db.session(), keys, clock.now())
    try:
        yield
    except NotFound:
        execute(note_failure, actor=ANYONE, keys=keys)
        raise


def attempts(number: str, address: str) -> tuple[Key, ...]:
    """By number and address, and by address: whoever tries too often locks out nobody but himself."""
    found = read_case_number(number)
    plain = found.plain if found else number.strip()
    return ((STATUS, STATUS.key(plain, address)), (STATUS_ADDRESS, STATUS_ADDRESS.key(address)))
