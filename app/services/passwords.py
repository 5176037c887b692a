"""Compares passwords: argon2id at t=2, m=19 MiB, p=1, never more than two at once. Who may try is throttle.py."""

from __future__ import annotations

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST, MOST = 10, 200
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_two_at_once = threading.BoundedSemaphore(2)  # a storm of sign-ins must not take the machine's memory


def hash_password(password: str) -> str:
    with _two_at_once:
        return _hasher.hash(password)


def matches(kept: str, password: str) -> bool:
    """Whether it is the password; as much work for a person who does not exist (`kept` empty) as for one who does."""
    if len(password) > MOST:
        password = ""
    with _two_at_once:
        try:
            return _hasher.verify(kept or _nobody(), password) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")
