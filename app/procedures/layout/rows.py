"""Which row of its lane a node stands in: the longest way on keeps the straight row. Not here: pixels (place.py)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from app.procedures.layout.scope import Scope

Cell = tuple[int, int, int]  # lane, row, column
Before = list[tuple[str, bool]]  # a predecessor, and whether the line leaves it by a boundary event


@dataclass
class _Rows:
    scope: Scope
    ahead: Mapping[str, list[str]]  # forward neighbours, the longest way on first
    lane: Mapping[str, int]
    taken: dict[Cell, str] = field(default_factory=dict)

    def lane_of(self, node: str) -> int:
        return self.lane.get(node, 0)


def arrange(scope: Scope, ahead: Mapping[str, list[str]]) -> None:
    rows = _Rows(scope, ahead, scope.lane)
    for node in scope.order:
        if node not in scope.row:
            _take(rows, node, _find_row(rows, node))
        _keep_straight(rows, node)
    _number_from_the_top(scope, rows.lane)


def _before(rows: _Rows, node: str) -> Before:
    """Predecessors in the same lane that already have a row."""
    scope = rows.scope
    pairs = [(scope.on_host(f.source), f.source in scope.host) for f in scope.flows if f.target == node]
    return [pair for pair in pairs if pair[0] in scope.row and rows.lane_of(pair[0]) == rows.lane_of(node)]


def _find_row(rows: _Rows, node: str) -> int:
    before = _before(rows, node)
    sources = {None, *(p for p, _ in before)}
    column = rows.scope.column
    first = min((rows.scope.last_column(p) for p, _ in before), default=column[node])

    def fits(row: int) -> bool:
        lane = rows.lane_of(node)
        free = all((lane, row, c) not in rows.taken for c in _columns(rows, node))
        return free and all(rows.taken.get((lane, row, c)) in sources for c in range(first + 1, column[node]))

    return next(row for row in _candidates(rows.scope, before) if fits(row))


def _columns(rows: _Rows, node: str) -> range:
    return range(rows.scope.column[node], rows.scope.last_column(node) + 1)


def _candidates(scope: Scope, before: Before) -> Iterator[int]:
    """The row of what leads here, then its neighbours; what a boundary event leads to goes below."""
    below = bool(before) and before[0][1]
    wish = scope.row[before[0][0]] + below if before else 0
    yield wish
    for distance in count(1):
        yield wish + distance
        if not below:
            yield wish - distance


def _take(rows: _Rows, node: str, row: int) -> None:
    """The straight way from a predecessor in the same row is kept free as well."""
    rows.scope.row[node] = row
    for column in _columns(rows, node):
        rows.taken[rows.lane_of(node), row, column] = node
    for source, by_event in _before(rows, node)[:1]:
        if rows.scope.row[source] == row and not by_event:
            _keep_free(rows, source, node)


def _keep_free(rows: _Rows, source: str, target: str) -> None:
    row, lane = rows.scope.row[source], rows.lane_of(source)
    for column in range(rows.scope.last_column(source) + 1, rows.scope.column[target]):
        rows.taken.setdefault((lane, row, column), source)


def _keep_straight(rows: _Rows, node: str) -> None:
    """The node's longest way on gets the cell straight ahead before anything else can take it."""
    for target in rows.ahead.get(node, ())[:1]:
        lane, row = rows.lane_of(node), rows.scope.row[node]
        between = range(rows.scope.last_column(node) + 1, rows.scope.last_column(target) + 1)
        if target in rows.scope.row or rows.lane_of(target) != lane:
            continue
        if all(rows.taken.get((lane, row, c), node) == node for c in between):
            _take(rows, target, row)


def _number_from_the_top(scope: Scope, lane: Mapping[str, int]) -> None:
    """Rows that nobody stands in disappear; the first is 0."""
    for index in range(len(scope.lanes)):
        members = [node for node in scope.row if lane.get(node, 0) == index]
        used = sorted({scope.row[node] for node in members})
        for node in members:
            scope.row[node] = used.index(scope.row[node])
