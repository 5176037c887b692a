"""Where the names of events, gateways and lines stand. Not here: names inside boxes, which the viewer sets itself."""

from __future__ import annotations

from app.procedures.layout.boxes import LABEL_LINE, Box, Point, label_size, segments, text_width
from app.procedures.layout.scope import Scope, kind

TITLE_HEIGHT = 24


def node_labels(scope: Scope) -> dict[str, Box]:
    tops = _used_tops(scope)
    return {node: _node_label(scope, node, node in tops) for node in scope.nodes if scope.labelled(node)}


def _used_tops(scope: Scope) -> set[str]:
    ends = [(f.source, scope.lines[f.id][0]) for f in scope.flows if f.id in scope.lines]
    ends += [(f.target, scope.lines[f.id][-1]) for f in scope.flows if f.id in scope.lines]
    return {node for node, (_, y) in ends if abs(y - scope.box[node].y) < 1}


def _node_label(scope: Scope, node: str, top_used: bool) -> Box:
    box, (w, h) = scope.box[node], label_size(scope.name(node))
    name = kind(scope.nodes[node])
    if name == "boundaryEvent":
        return Box(box.x - w - 2, box.y + 22, w, h)
    if not name.endswith("Gateway"):
        return Box(box.x + 18 - w / 2, box.y + 38, w, h)
    if top_used:
        return Box(box.x + 18 - w, box.y - h, w, h)
    return Box(box.x + 25 - w / 2, box.y - h - 4, w, h)


def line_labels(scope: Scope, taken: list[Box]) -> dict[str, Box]:
    """`taken`: what is written already. Each name gets the spot that covers and crosses least."""
    taken = [*taken, *node_labels(scope).values(), *_titles(scope)]
    spots: dict[str, Box] = {}
    for flow in scope.flows:
        others = [s for f, line in scope.lines.items() if f != flow.id for s in segments(line)]
        options = _options(scope.lines[flow.id], text_width(flow.name) + 2) if flow.name else []
        if options:
            best = min(options, key=lambda o: _cost(scope, o, (others, taken)))
            spots[flow.id] = best[0]
            taken.append(best[0])
    return spots


def _titles(scope: Scope) -> list[Box]:
    return [Box(box.x, box.y, box.w, TITLE_HEIGHT) for box in scope.box.values() if box.w > 100]


Option = tuple[Box, int, tuple[Point, Point]]


def _options(line: list[Point], width: float) -> list[Option]:
    found: list[Option] = []
    for index, (a, b) in enumerate(segments(line)):
        found += [(Box(x, y, width, LABEL_LINE), index, (a, b)) for x, y in _spots(a, b, width)]
    return found


def _spots(a: Point, b: Point, width: float) -> list[Point]:
    if abs(a[1] - b[1]) < 1 and abs(b[0] - a[0]) >= width:
        near = a[0] + 5 if b[0] > a[0] else a[0] - width - 5
        return [(x, a[1] + dy) for x in (near, (a[0] + b[0] - width) / 2) for dy in (-16, 2)]
    if abs(b[1] - a[1]) > 24:
        y = a[1] + 8 if b[1] > a[1] else a[1] - 22
        return [(a[0] + 4, y), (a[0] - width - 4, y)]
    return []


def _cost(scope: Scope, option: Option, around: tuple[list[tuple[Point, Point]], list[Box]]) -> float:
    spot, index, own = option
    others, taken = around
    covered = sum(spot.overlaps(box) for box in (*taken, *scope.box.values()))
    crossed = sum(spot.crossed_by(a, b) for a, b in (*others, own))
    shared = any(_side_by_side(own, other) for other in others)
    return 50 * covered + 30 * crossed + 12 * shared + 4 * index


def _side_by_side(one: tuple[Point, Point], two: tuple[Point, Point]) -> bool:
    """Two lines that run together: a name between them could belong to either."""
    (p, q), (u, v) = one, two
    upright = abs(p[0] - q[0]) < 1 and abs(u[0] - v[0]) < 1 and abs(p[0] - u[0]) < 12
    level = abs(p[1] - q[1]) < 1 and abs(u[1] - v[1]) < 1 and abs(p[1] - u[1]) < 6
    return (upright and _meet(p[1], q[1], u[1], v[1])) or (level and _meet(p[0], q[0], u[0], v[0]))


def _meet(a: float, b: float, c: float, d: float) -> bool:
    return min(a, b) <= max(c, d) and min(c, d) <= max(a, b)
