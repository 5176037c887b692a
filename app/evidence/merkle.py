"""A tree of hashes over rows of the trail: one root for thousands, and a short path that proves a row under it.

The shape of RFC 6962 (certificate transparency): leaves and nodes are hashed apart, so that none passes for the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from app.evidence.chain import digest

LEFT, RIGHT = "left", "right"
Path = list[tuple[str, str]]  # where the neighbour stands, and its hash in hexadecimal; from the leaf up


def leaf(stream: int, n: int, row_hash: bytes) -> bytes:
    """A row of the trail as a leaf: its place and its hash."""
    return digest(b"\x00" + stream.to_bytes(8) + n.to_bytes(8) + row_hash)


def root(leaves: Sequence[bytes]) -> bytes:
    """The hash that stands for all leaves in their order; of none, the hash of nothing."""
    return _levels(leaves)[-1][0] if leaves else digest(b"")


def path(leaves: Sequence[bytes], index: int) -> Path:
    """What has to be hashed with a leaf, step by step, to arrive at the root."""
    steps: Path = []
    for level in _levels(leaves)[:-1]:
        neighbour = index ^ 1
        if neighbour < len(level):
            steps.append((LEFT if neighbour < index else RIGHT, level[neighbour].hex()))
        index //= 2
    return steps


def climb(start: bytes, steps: Path) -> bytes:
    """The root that a leaf and its path lead to."""
    found = start
    for side, neighbour in steps:
        other = bytes.fromhex(neighbour)
        found = _node(other, found) if side == LEFT else _node(found, other)
    return found


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """All levels from the leaves to the root; an odd one out goes up as it is."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [_node(a, b) for i, (a, b) in enumerate(pairwise(below)) if i % 2 == 0]
        levels.append(above + below[len(below) - len(below) % 2 :])
    return levels


def _node(left: bytes, right: bytes) -> bytes:
    return digest(b"\x01" + left + right)
