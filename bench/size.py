"""How much of everything: enough for figures that hold still, or just enough to see that the bench works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    rounds: int  # cases walked for a figure, and
    warm: int  # walked before, uncounted
    durable: int  # cases walked waiting for the disk
    loop: int  # the round of the loop that is held against the first
    due: int  # deadlines due in one sweep
    waiting: tuple[int, int]  # cases waiting while nothing is due: few, many
    open_tasks: tuple[int, int]
    finished: int  # cases brought to their end for their size


FULL = Size(80, 10, 20, 200, 10_000, (100, 100_000), (1_000, 100_000), 1_000)
QUICK = Size(2, 1, 1, 4, 12, (5, 30), (60, 120), 3)
