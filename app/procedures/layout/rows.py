"""Which row of its lane a node stands in: beside what leads to it where that is free. Not here: pixels (place.py)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from app.procedures.layout.scope import Scope

Cell = tuple[int, int, int]  # lane, row, column
Before = list[tuple[str, bool]]  # a predecessor, and whether the line leaves it by a boundary event


def arrange(scope: Scope) -> None:
    taken: dict[Cell, str] = {}
    lane = scope.lane
    for node in scope.order:
        before = _before(scope, node, lane)
        row = _find_row(scope, taken, (lane.get(node, 0), node), before)
        _take(scope, taken, (lane.get(node, 0), row, node), before)
    _drop_empty_rows(scope, lane)


def _before(scope: Scope, node: str, lane: dict[str, int]) -> Before:
    """Predecessors in the same lane that already have a row."""
    pairs = [(scope.on_host(f.source), f.source in scope.host) for f in scope.flows if f.target == node]
    return [pair for pair in pairs if pair[0] in scope.row and lane.get(pair[0], 0) == lane.get(node, 0)]


def _first_column(scope: Scope, node: str, before: Before) -> int:
    return min((scope.column[p] for p, _ in before), default=scope.column[node])


def _find_row(scope: Scope, taken: dict[Cell, str], at: tuple[int, str], before: Before) -> int:
    lane, node = at
    column = scope.column[node]
    sources = {None, *(p for p, _ in before)}
    between = range(_first_column(scope, node, before) + 1, column)

    def fits(row: int) -> bool:
        free = (lane, row, column) not in taken
        return free and all(taken.get((lane, row, c)) in sources for c in between)

    return next(row for row in _candidates(scope, before) if fits(row))


def _candidates(scope: Scope, before: Before) -> Iterator[int]:
    """The row of what leads here, then its neighbours; what a boundary event leads to goes below."""
    below = bool(before) and before[0][1]
    wish = scope.row[before[0][0]] + below if before else 0
    yield wish
    for distance in count(1):
        yield wish + distance
        if not below and wish >= distance:
            yield wish - distance


def _take(scope: Scope, taken: dict[Cell, str], at: tuple[int, int, str], before: Before) -> None:
    """The straight way from the predecessor is kept free as well."""
    lane, row, node = at
    scope.row[node] = row
    taken[lane, row, scope.column[node]] = node
    if before and scope.row[before[0][0]] == row:
        for column in range(_first_column(scope, node, before) + 1, scope.column[node]):
            taken.setdefault((lane, row, column), before[0][0])


def _drop_empty_rows(scope: Scope, lane: dict[str, int]) -> None:
    for index in range(len(scope.lanes)):
        members = [node for node in scope.row if lane.get(node, 0) == index]
        used = sorted({scope.row[node] for node in members})
        for node in members:
            scope.row[node] = used.index(scope.row[node])
