"""Lines: short ones first, each the cheapest way round all boxes. Not here: the search itself (search.py)."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.procedures.layout.boxes import GRID, Box, Direction, Point
from app.procedures.layout.grid import Cell, Grid
from app.procedures.layout.labels import node_labels
from app.procedures.layout.scope import Flow, Scope
from app.procedures.layout.search import Port, Way, find_way

BESIDE_BOX, BESIDE_BOUNDARY = 9, 3
WRONG_SIDE, TOP_OR_BOTTOM, UNDER_BOUNDARY = 14, 5, 60
SHARED_OUT, AGAINST_OUT = 14, 12
INSIDE_LEFT, INSIDE_TOP, INSIDE_BOTTOM = 10, 30, 20

Side = tuple[str, Direction]


@dataclass
class _Lines:
    scope: Scope
    grid: Grid
    ports: dict[Side, str] = field(default_factory=dict)


def route(scope: Scope, area: Box) -> None:
    """Sets `lines` of the scope and of all scopes inside it."""
    lines = _Lines(scope, _grid(scope, area))
    for flow in sorted(scope.flows, key=lambda f: _distance(scope, f)):
        scope.lines[flow.id] = _line(lines, flow)
    for node, inner in scope.inner.items():
        box = scope.box[node]
        width, height = box.w - 2 * INSIDE_LEFT, box.h - INSIDE_TOP - INSIDE_BOTTOM
        route(inner, Box(box.x + INSIDE_LEFT, box.y + INSIDE_TOP, width, height))


def _grid(scope: Scope, area: Box) -> Grid:
    grid = Grid(area)
    for node, box in scope.box.items():
        grid.block(box, BESIDE_BOUNDARY if node in scope.host else BESIDE_BOX)
    grid.write_on(node_labels(scope).values())
    grid.borders = {int(edge) // GRID for band in scope.bands for edge in (band.top, band.bottom)}
    return grid


def _distance(scope: Scope, flow: Flow) -> float:
    a, b = scope.box[flow.source], scope.box[flow.target]
    return abs(a.x - b.x) + abs(a.y - b.y)


def _line(lines: _Lines, flow: Flow) -> list[Point]:
    way = find_way(lines.grid, _starts(lines, flow.source), _goals(lines, flow.target), flow.target)
    if way is None:  # `check` names it: a line through boxes
        return [lines.scope.box[flow.source].middle, lines.scope.box[flow.target].middle]
    lines.ports[flow.source, way.start.out] = "out"
    lines.ports[flow.target, way.goal.out] = "in"
    lines.grid.use(reversed(way.steps), flow.target)
    return _waypoints(way)


def _starts(lines: _Lines, node: str) -> list[Port]:
    box = lines.scope.box[node]
    if node in lines.scope.host:
        return [_port((box.middle[0], box.bottom), (0, 1), 0)]
    wanted = {(1, 0): 0, (-1, 0): WRONG_SIDE}
    sides = _sides(lines.scope, node, wanted)
    return [_port(at, out, cost + (SHARED_OUT if (node, out) in lines.ports else 0)) for at, out, cost in sides]


def _goals(lines: _Lines, node: str) -> list[Port]:
    sides = _sides(lines.scope, node, {(1, 0): WRONG_SIDE, (-1, 0): 0})
    against = {side for side, use in lines.ports.items() if use == "out"}
    return [_port(at, out, cost + (AGAINST_OUT if (node, out) in against else 0)) for at, out, cost in sides]


def _sides(scope: Scope, node: str, wanted: dict[Direction, int]) -> list[tuple[Point, Direction, int]]:
    box = scope.box[node]
    x, y = box.middle
    foot = UNDER_BOUNDARY if node in scope.host.values() else TOP_OR_BOTTOM
    return [
        ((box.right, y), (1, 0), wanted[1, 0]),
        ((box.x, y), (-1, 0), wanted[-1, 0]),
        ((x, box.y), (0, -1), TOP_OR_BOTTOM),
        ((x, box.bottom), (0, 1), foot),
    ]


def _port(at: Point, out: Direction, cost: int) -> Port:
    cell = (round((at[0] + out[0] * GRID) / GRID), round((at[1] + out[1] * GRID) / GRID))
    return Port(at, out, cell, cost)


def _waypoints(way: Way) -> list[Point]:
    points = [way.start.at, *(_pixels(cell) for cell, _ in way.steps), way.goal.at]
    points[1] = _in_line(points[1], way.start)
    points[-2] = _in_line(points[-2], way.goal)
    kept = [points[0]]
    for point, after in zip(points[1:-1], points[2:], strict=True):
        if not _straight(kept[-1], point, after):
            kept.append(point)
    return [*kept, points[-1]]


def _pixels(cell: Cell) -> Point:
    return float(cell[0] * GRID), float(cell[1] * GRID)


def _in_line(point: Point, port: Port) -> Point:
    return (point[0], port.at[1]) if port.out[0] else (port.at[0], point[1])


def _straight(a: Point, b: Point, c: Point) -> bool:
    return (abs(a[0] - b[0]) < 1 and abs(b[0] - c[0]) < 1) or (abs(a[1] - b[1]) < 1 and abs(b[1] - c[1]) < 1)
