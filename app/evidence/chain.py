"""The hash chain of the trail: one algorithm behind one function. Writing rows is trail.py."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import orjson
from cryptography.hazmat.primitives import hashes


def digest(data: bytes) -> bytes:
    """SM3 of some bytes (32 bytes)."""
    state = hashes.Hash(hashes.SM3())
    state.update(data)
    return state.finalize()


def canonical(value: Any) -> bytes:
    """The one spelling of a JSON value: sorted keys, UTF-8, no spaces."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def link(previous: bytes | None, row: Mapping[str, Any]) -> bytes:
    """Hash of a row of the trail, bound to the row before it."""
    return digest((previous or b"") + canonical(row))


def commitment(salt: bytes, value: Any) -> str:
    """Stands for a personal value in the trail: erasing value and salt leaves the chain whole and tells nothing."""
    return digest(salt + canonical(value)).hex()


def sealed(value: Any) -> tuple[bytes, str]:
    """A fresh salt and the commitment to a value under it."""
    salt = secrets.token_bytes(16)
    return salt, commitment(salt, value)
