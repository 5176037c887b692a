"""The cheapest orthogonal way between two boxes on the grid (A*). Not here: what a step costs (grid.py)."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.procedures.layout.boxes import Direction, Point
from app.procedures.layout.grid import TURN, Cell, Grid, Step

WAYS: tuple[Direction, ...] = ((1, 0), (-1, 0), (0, 1), (0, -1))
BENT_ARRIVAL = 4


@dataclass(frozen=True)
class Port:
    """A place on the rim of a box, the way a line leaves it there, what using it costs."""

    at: Point
    out: Direction
    cell: Cell
    cost: int


@dataclass(frozen=True)
class Way:
    start: Port
    steps: tuple[Step, ...]
    goal: Port


@dataclass
class _Search:
    grid: Grid
    target: str
    goals: dict[Cell, Port]
    heap: list[tuple[int, int, int, Step | Port]] = field(default_factory=list)
    best: dict[Step | Port, int] = field(default_factory=dict)
    came: dict[Step | Port, Step | Port] = field(default_factory=dict)
    offers: int = 0  # counts them, so that equals in the heap leave it in the order they came

    def offer(self, place: Step | Port, cost: int, came: Step | Port) -> None:
        if cost >= self.best.get(place, cost + 1):
            return
        self.best[place], self.came[place] = cost, came
        left = 0 if isinstance(place, Port) else self.at_least(place[0])
        self.offers += 1
        heapq.heappush(self.heap, (cost + left, cost, self.offers, place))

    def at_least(self, cell: Cell) -> int:
        return min(abs(cell[0] - x) + abs(cell[1] - y) for x, y in self.goals)

    def run(self) -> Port | None:
        while self.heap:
            _, cost, _, place = heapq.heappop(self.heap)
            if isinstance(place, Port):
                return place
            if cost == self.best[place]:
                self.spread(place, cost)
        return None

    def spread(self, step: Step, cost: int) -> None:
        cell, way = step
        goal = self.goals.get(cell)
        if goal is not None and way != goal.out:
            straight = way == (-goal.out[0], -goal.out[1])
            self.offer(goal, cost + goal.cost + (0 if straight else BENT_ARRIVAL), step)
        for turn in WAYS:
            beside = (cell[0] + turn[0], cell[1] + turn[1])
            reversed_ = turn == (-way[0], -way[1])
            if not reversed_ and (self.grid.open(beside) or (beside in self.goals and self.grid.inside(beside))):
                extra = self.grid.cost(beside, turn, self.target) + (0 if turn == way else TURN)
                self.offer((beside, turn), cost + extra, step)


def find_way(grid: Grid, starts: Sequence[Port], goals: Sequence[Port], target: str) -> Way | None:
    search = _Search(grid, target, {port.cell: port for port in goals})
    for port in starts:
        search.offer((port.cell, port.out), port.cost, port)
    goal = search.run()
    if goal is None:
        return None
    steps = list(_back(search, goal))
    start = search.came[steps[-1]]
    assert isinstance(start, Port)
    return Way(start, tuple(reversed(steps)), goal)


def _back(search: _Search, goal: Port) -> Iterator[Step]:
    place = search.came[goal]
    while not isinstance(place, Port):
        yield place
        place = search.came[place]
