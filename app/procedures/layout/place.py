"""Pixels: columns and rows become boxes, lanes become bands. Not here: lines (route.py)."""

from __future__ import annotations

from app.procedures.layout.boxes import Box, text_width, up
from app.procedures.layout.order import rank
from app.procedures.layout.rows import arrange
from app.procedures.layout.scope import LaneBand, Scope

GAP_X, GAP_Y = 60, 50
LANE_HEIGHT = 100
LABEL_ROOM = 90
MARGIN_LEFT, MARGIN_TOP = 20, 30  # inside an expanded subprocess: room for its title


def place(scope: Scope, left: float, top: float) -> None:
    for inner in scope.inner.values():
        place(inner, MARGIN_LEFT, MARGIN_TOP)
    rank(scope)
    arrange(scope)
    centres, right = _columns(scope, left)
    bottom = top
    for index in range(len(scope.lanes)):
        bottom, right = _lane(scope, index, centres, (left, bottom, right))
    _boundary_events(scope)
    for node, inner in scope.inner.items():
        inner.shift(scope.box[node].x, scope.box[node].y)
    scope.width, scope.height = up(right + 10, 20), up(bottom + 10, 20)


def _columns(scope: Scope, left: float) -> tuple[list[float], float]:
    """The middle of each column and the right edge of the last."""
    centres, x, gap = [], left, 0
    for column in range(max(scope.column.values(), default=-1) + 1):
        nodes = [node for node in scope.order if scope.column[node] == column]
        width = up(max((_column_width(scope, node) for node in nodes), default=0))
        centres.append(float(up(x + up(width, 20) // 2)))
        gap = GAP_X + (10 if _names_a_way_out(scope, set(nodes)) else 0)
        x += width + gap
    return centres, x - gap + 30


def _column_width(scope: Scope, node: str) -> float:
    label = text_width(scope.name(node)) - 20 if scope.labelled(node) else 0
    return max(scope.size(node)[0], min(label, LABEL_ROOM))


def _names_a_way_out(scope: Scope, nodes: set[str]) -> bool:
    return any(flow.name and scope.on_host(flow.source) in nodes for flow in scope.flows)


def _lane(scope: Scope, index: int, centres: list[float], at: tuple[float, float, float]) -> tuple[float, float]:
    """Places one lane under `top`; gives the next top and the right edge."""
    left, top, right = at
    lane = scope.lane
    members = [node for node in scope.order if lane.get(node, 0) == index]
    y = _rows(scope, members, centres, top + 20)
    apart = [node for node in scope.apart if lane.get(node, 0) == index]
    y, right = _foot(scope, apart, (left, y, right))
    bottom = max(y, top + LANE_HEIGHT)
    scope.bands.append(LaneBand(scope.lanes[index].id, top, bottom))
    return bottom, right


def _rows(scope: Scope, members: list[str], centres: list[float], y: float) -> float:
    for row in range(max((scope.row[node] for node in members), default=-1) + 1):
        here = [node for node in members if scope.row[node] == row]
        height = up(max((scope.size(node)[1] for node in here), default=36), 20)
        for node in here:
            w, h = scope.size(node)
            scope.box[node] = Box(centres[scope.column[node]] - w / 2, y + height // 2 - h / 2, w, h)
        y += height + GAP_Y
    return y


def _foot(scope: Scope, apart: list[str], at: tuple[float, float, float]) -> tuple[float, float]:
    """Event subprocesses, side by side at the foot of their lane."""
    x, y, right = at
    for node in apart:
        w, h = scope.size(node)
        scope.box[node] = Box(x, y, w, h)
        x += w + 40
    if not apart:
        return y, right
    return y + max(scope.size(node)[1] for node in apart) + 30, max(right, x)


def _boundary_events(scope: Scope) -> None:
    on: dict[str, int] = {}
    for node, host in scope.host.items():
        box = scope.box[host]
        scope.box[node] = Box(up(box.right - 20 - 40 * on.get(host, 0)) - 18, box.bottom - 18, 36, 36)
        on[host] = on.get(host, 0) + 1
