"""Takes times: both sides of a ratio in turn, so that what the machine does meanwhile falls on both; medians."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import fmean, median
from time import perf_counter, thread_time

Act = Callable[[], object]
Clock = Callable[[Act], float]


def waited(act: Act) -> float:
    """Seconds by the wall: with what the disk, the network and another process take."""
    began = perf_counter()
    act()
    return perf_counter() - began


def worked(act: Act) -> float:
    """Seconds of this thread's processor. Where nothing is waited for this is the wall's time of a quiet machine."""
    began = thread_time()
    act()
    return thread_time() - began


@dataclass
class Pair:
    """What is measured and what it is held against, round by round, by the kind of step."""

    values: dict[str, list[float]] = field(default_factory=dict)
    floors: dict[str, list[float]] = field(default_factory=dict)

    def add(self, kind: str, value: float, floor: float) -> None:
        self.values.setdefault(kind, []).append(value)
        self.floors.setdefault(kind, []).append(floor)

    @property
    def value(self) -> float:
        """The mean step: the mean of each kind's median."""
        return fmean(median(found) for found in self.values.values())

    @property
    def floor(self) -> float:
        return fmean(median(found) for found in self.floors.values())
