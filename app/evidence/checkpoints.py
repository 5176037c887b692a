"""Signed checkpoints (存证点) of the trail, kept outside the database: one line each, in a file a day.

A line is JSON: `n`, `at`, `previous` (digest of the line before), `heads` ([stream, first, last, hash of the last row];
the rows first..last of each are new since the one before), `root` of the tree over these rows in that order, `key` (the
public key) and `signature` (Ed25519 over the rest). Whoever rewrites the database cannot rewrite what was published.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.evidence.chain import canonical, digest


@dataclass(frozen=True)
class Head:
    """Rows `first`..`last` of a stream of the trail; `hash` (hexadecimal) is that of the last."""

    stream: int
    first: int
    last: int
    hash: str


@dataclass(frozen=True)
class Checkpoint:
    n: int
    at: str  # ISO 8601, UTC
    previous: str | None
    heads: tuple[Head, ...]
    root: str
    key: str
    signature: str = ""

    def body(self) -> dict[str, Any]:
        """What is signed."""
        heads = [[h.stream, h.first, h.last, h.hash] for h in self.heads]
        return {**{k: v for k, v in asdict(self).items() if k not in ("heads", "signature")}, "heads": heads}

    def line(self) -> bytes:
        return canonical({**self.body(), "signature": self.signature})

    @property
    def digest(self) -> str:
        return digest(self.line()).hex()


def read(line: bytes) -> Checkpoint:
    """A checkpoint from its line. Raises ValueError for anything else."""
    try:
        found = orjson.loads(line)
        return Checkpoint(**{**found, "heads": tuple(Head(*head) for head in found["heads"])})
    except (TypeError, KeyError, orjson.JSONDecodeError) as error:
        raise ValueError("not a checkpoint") from error


class Signer:
    """The key that signs checkpoints, from 32 bytes or more of secret; it never lies in the database."""

    def __init__(self, secret: str) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(digest(secret.encode()))
        self.public = self._key.public_key().public_bytes_raw().hex()

    def sign(self, n: int, at: str, previous: str | None, heads: tuple[Head, ...], root: str) -> Checkpoint:
        bare = Checkpoint(n, at, previous, heads, root, self.public)
        return Checkpoint(**{**vars(bare), "signature": self._key.sign(canonical(bare.body())).hex()})


def signed(checkpoint: Checkpoint, public: str) -> bool:
    """Whether this key, and no other, signed it."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(checkpoint.signature), canonical(checkpoint.body()))
    except (InvalidSignature, ValueError):
        return False
    return checkpoint.key == public


class Folder:
    """`checkpoints/` of the instance path: files named by day, appended to and never changed."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def days(self) -> list[str]:
        """Days that have a file, newest first."""
        return sorted((file.stem for file in self.path.glob("*.jsonl")), reverse=True)

    def file(self, day: str) -> Path:
        return self.path / f"{day}.jsonl"

    def __iter__(self) -> Iterator[Checkpoint]:
        """All in order. Raises ValueError for a line that is none; one torn by a crash at the very end is left out."""
        for day in reversed(self.days()):
            yield from map(read, self._lines(day))

    def last(self) -> Checkpoint | None:
        newest = (line for day in self.days() for line in list(self._lines(day))[-1:])
        line = next(newest, None)
        return None if line is None else read(line)

    def find(self, n: int) -> Checkpoint | None:
        """One by its number: the newest file that does not begin after it."""
        for day in self.days():
            found = map(read, self._lines(day))
            first = next(found, None)
            if first is not None and first.n <= n:
                return next((one for one in chain((first,), found) if one.n == n), None)
        return None

    def _lines(self, day: str) -> Iterator[bytes]:
        """The whole lines of a day, read as they are asked for."""
        with self.file(day).open("rb") as file:
            yield from (line for line in file if line.endswith(b"\n"))

    def append(self, checkpoint: Checkpoint) -> None:
        """On disk when this returns. What a crash tore is cut off first."""
        self.path.mkdir(parents=True, exist_ok=True)
        with self.file(checkpoint.at[:10]).open("ab+") as file:
            file.seek(0)
            torn = file.read().rpartition(b"\n")
            file.truncate(len(torn[0]) + len(torn[1]))
            file.write(checkpoint.line() + b"\n")
            file.flush()
            os.fsync(file.fileno())
