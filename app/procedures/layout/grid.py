"""The 10 px grid that lines run on: what is blocked, what a step costs. Not here: the search (search.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.procedures.layout.boxes import GRID, Box, Direction

Cell = tuple[int, int]
Step = tuple[Cell, Direction]

TURN, THROUGH_LABEL = 5, 4
ON_BORDER = 3  # along the border of a lane a line is not seen
ALONG_OTHER, ACROSS_OTHER = 25, 8  # lines to another box: running on top of them is worse than crossing
ALONG_SAME, ACROSS_SAME = 1, 2  # lines to the same box may join


@dataclass
class Grid:
    area: Box
    blocked: set[Cell] = field(default_factory=set)
    labels: set[Cell] = field(default_factory=set)
    borders: set[int] = field(default_factory=set)  # rows of the grid
    used: dict[Cell, list[tuple[str, Direction]]] = field(default_factory=dict)

    def block(self, box: Box, margin: float) -> None:
        wide = Box(box.x - margin, box.y - margin, box.w + 2 * margin, box.h + 2 * margin)
        self.blocked |= {cell for cell in _cells(wide) if _strictly_inside(wide, cell)}

    def write_on(self, labels: Iterable[Box]) -> None:
        for label in labels:
            self.labels |= set(_cells(label))

    def open(self, cell: Cell) -> bool:
        return self.inside(cell) and cell not in self.blocked

    def inside(self, cell: Cell) -> bool:
        x, y, area = cell[0] * GRID, cell[1] * GRID, self.area
        return area.x <= x <= area.right and area.y <= y <= area.bottom

    def cost(self, cell: Cell, direction: Direction, target: str) -> int:
        """Of one step onto the cell, turns apart."""
        cost = 1 + THROUGH_LABEL * (cell in self.labels) + ON_BORDER * (direction[1] == 0 and cell[1] in self.borders)
        for other, way in self.used.get(cell, ()):
            along = (way[0] == 0) == (direction[0] == 0)
            same = other == target
            cost += (ALONG_SAME if same else ALONG_OTHER) if along else (ACROSS_SAME if same else ACROSS_OTHER)
        return cost

    def use(self, steps: Iterable[Step], target: str) -> None:
        for cell, direction in steps:
            self.used.setdefault(cell, []).append((target, direction))


def _cells(box: Box) -> Iterator[Cell]:
    for x in range(int(box.x) // GRID, int(box.right) // GRID + 1):
        for y in range(int(box.y) // GRID, int(box.bottom) // GRID + 1):
            yield x, y


def _strictly_inside(box: Box, cell: Cell) -> bool:
    return box.x < cell[0] * GRID < box.right and box.y < cell[1] * GRID < box.bottom
