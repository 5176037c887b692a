"""Pixels: columns and rows become boxes, lanes become bands. Not here: lines (route.py)."""

from __future__ import annotations

from app.procedures.layout.boxes import Box, text_width, up
from app.procedures.layout.order import rank
from app.procedures.layout.rows import arrange
from app.procedures.layout.scope import LaneBand, Scope

GAP_X, GAP_Y = 60, 50
LANE_HEIGHT = 100
LABEL_ROOM = 90
Band = tuple[float, float]  # left edge and width of a column
MARGIN_LEFT, MARGIN_TOP = 20, 30  # inside an expanded subprocess: room for its title


def place(scope: Scope, left: float, top: float) -> None:
    for inner in scope.inner.values():
        place(inner, MARGIN_LEFT, MARGIN_TOP)
    arrange(scope, rank(scope))
    bands, right = _columns(scope, left)
    bottom = top
    for index in range(len(scope.lanes)):
        bottom, right = _lane(scope, index, bands, (left, bottom, right))
    _boundary_events(scope)
    for node, inner in scope.inner.items():
        inner.shift(scope.box[node].x, scope.box[node].y)
    scope.width, scope.height = up(right + 10, 20), up(bottom + 10, 20)


def _columns(scope: Scope, left: float) -> tuple[list[Band], float]:
    """Left edge and width of each column, and the right edge of the last."""
    bands: list[Band] = []
    x, right = left, left
    for column in range(max(map(scope.last_column, scope.order), default=-1) + 1):
        nodes = [node for node in scope.order if scope.column[node] == column]
        width = up(max((_column_width(scope, node) for node in nodes if scope.span(node) == 1), default=0))
        bands.append((x, width))
        wide = [node for node in _spanning(scope) if scope.last_column(node) == column]
        right = max([x + width, *(bands[scope.column[node]][0] + scope.size(node)[0] for node in wide)])
        x = up(right) + GAP_X + (10 if _names_a_way_out(scope, column) else 0)
    return bands, right + 30


def _spanning(scope: Scope) -> list[str]:
    return [node for node in scope.order if scope.span(node) > 1]


def _middle(scope: Scope, bands: list[Band], node: str) -> float:
    x, width = bands[scope.column[node]]
    if scope.span(node) > 1:
        return x + scope.size(node)[0] / 2
    return float(up(x + up(width, 20) // 2))


def _column_width(scope: Scope, node: str) -> float:
    label = text_width(scope.name(node)) - 20 if scope.labelled(node) else 0
    return max(scope.size(node)[0], min(label, LABEL_ROOM))


def _names_a_way_out(scope: Scope, column: int) -> bool:
    hosts = [scope.on_host(flow.source) for flow in scope.flows if flow.name]
    return any(host in scope.column and scope.last_column(host) == column for host in hosts)


def _lane(scope: Scope, index: int, bands: list[Band], at: tuple[float, float, float]) -> tuple[float, float]:
    """Places one lane under `top`; gives the next top and the right edge."""
    left, top, right = at
    lane = scope.lane
    members = [node for node in scope.order if lane.get(node, 0) == index]
    y = _rows(scope, members, bands, top + 20)
    apart = [node for node in scope.apart if lane.get(node, 0) == index]
    y, right = _foot(scope, apart, (left, y, right))
    bottom = max(y, top + LANE_HEIGHT)
    scope.bands.append(LaneBand(scope.lanes[index].id, top, bottom))
    return bottom, right


def _rows(scope: Scope, members: list[str], bands: list[Band], y: float) -> float:
    for row in range(max((scope.row[node] for node in members), default=-1) + 1):
        here = [node for node in members if scope.row[node] == row]
        height = up(max((scope.size(node)[1] for node in here), default=36), 20)
        for node in here:
            w, h = scope.size(node)
            scope.box[node] = Box(_middle(scope, bands, node) - w / 2, y + height // 2 - h / 2, w, h)
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
