"""Secrets that a browser or a program shows: made here, shown once, kept as digests. Passwords are passwords.py."""

from __future__ import annotations

import hashlib
import secrets


def new_key() -> str:
    """256 random bits, fit for a header and a cookie."""
    return secrets.token_urlsafe(32)


def digest_of(key: str) -> bytes:
    """What is kept of a key; keys are long and random, so one hash is enough."""
    return hashlib.sha256(key.encode(errors="replace")).digest()
