"""A figure of the bench, its limit, and how it is told: a line of JSON for programs, a table for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bench.clocking import Pair

Limits = Mapping[str, float]
# The table: how many times its floor a figure may take ...
RATIOS: Limits = {
    "complete_verb": 3, "complete_http": 8, "open_case": 4, "loop_200": 1.2, "sweep_due": 4, "sweep_idle": 1.5,
    "inbox_100k": 1.5,
}
# ... and the figures that stand for themselves.
VALUES: Limits = {"complete_statements": 12, "complete_commits": 1, "bytes_finished": 10, "web_memory": 200,
                  "second_start": 5}
DURABLE = "_durable"  # the same waiting for the disk: told, and bound by nothing


@dataclass(frozen=True)
class Figure:
    """`floor` is what the value is held against, in the same unit; `most` how many times the floor it may take, where
    the tables above do not say it."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    most: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.floor if self.floor else None

    @property
    def limit(self) -> str:
        if self._times is not None:
            return f"{self._times:g} x"
        return f"{VALUES[self.name]:g} {self.unit}" if self.name in VALUES else ""

    @property
    def _times(self) -> float | None:
        return self.most or RATIOS.get(self.name)

    @property
    def holds(self) -> bool | None:
        """None where no limit is set."""
        if self._times is not None and self.ratio is not None:
            return self.ratio <= self._times
        return self.value <= VALUES[self.name] if self.name in VALUES else None

    def line(self) -> str:
        ratio = None if self.ratio is None else round(self.ratio, 3)
        floor = None if self.floor is None else round(self.floor, 4)
        told = {"name": self.name, "value": round(self.value, 4), "unit": self.unit, "floor": floor, "ratio": ratio}
        return json.dumps(told)


def milliseconds(name: str, pair: Pair) -> Figure:
    return Figure(name, pair.value * 1000, "ms", pair.floor * 1000)


HEAD = ("figure", "value", "floor", "ratio", "limit", "holds")


def table(figures: Iterable[Figure]) -> str:
    """For people."""
    rows = [HEAD, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEAD))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def _cells(figure: Figure) -> tuple[str, ...]:
    floor = "" if figure.floor is None else f"{figure.floor:.3f} {figure.unit}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    holds = {True: "yes", False: "NO", None: ""}[figure.holds]
    return figure.name, f"{figure.value:.3f} {figure.unit}", floor, ratio, figure.limit, holds
