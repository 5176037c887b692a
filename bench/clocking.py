"""Takes times: pairs in turn, so that what the machine does meanwhile falls on both sides; medians, never means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from time import thread_time as perf_counter


def seconds(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began


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
        """The mean step: of each kind its median."""
        return _mean([median(found) for found in self.values.values()])

    @property
    def floor(self) -> float:
        return _mean([median(found) for found in self.floors.values()])

    @property
    def ratio(self) -> float:
        return self.value / self.floor


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
