"""Which column a node stands in: the longest way from the start, loops cut. Not here: rows (rows.py)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.procedures.layout.scope import Scope, kind

Arrow = tuple[str, str]


def rank(scope: Scope) -> dict[str, list[str]]:
    """Sets `column`, and the `order` in which rows are given: by column, the longest way on first, side ways last.

    Gives each node's neighbours ahead, the longest way on first; what a boundary event leads to is not ahead.
    """
    after = successors(scope)
    order, back = depth_first(_roots(scope), after)
    forward = {node: [n for n in after.get(node, ()) if (node, n) not in back] for node in order}
    scope.column = _longest(scope, order, forward)
    _pull_towards_next(scope, order, forward)
    tail = _tails(order, forward)
    beside = {flow.target for flow in scope.flows if flow.source in scope.host}
    scope.order = sorted(order, key=lambda node: (scope.column[node], node in beside, -tail[node]))
    return {n: sorted((t for t in forward[n] if t not in beside), key=lambda t: -tail[t]) for n in order}


def successors(scope: Scope) -> dict[str, list[str]]:
    after: dict[str, list[str]] = {}
    for flow in scope.flows:
        after.setdefault(scope.on_host(flow.source), []).append(flow.target)
    return after


def depth_first(roots: Iterable[str], after: Mapping[str, list[str]]) -> tuple[list[str], set[Arrow]]:
    """Topological order of the graph without its back edges, and those edges."""
    open_: set[str] = set()
    done: list[str] = []
    seen: set[str] = set()
    back: set[Arrow] = set()
    for root in roots:
        stack = [] if root in seen else [(root, iter(after.get(root, ())))]
        while stack:
            node, rest = stack[-1]
            seen.add(node)
            open_.add(node)
            following = next(rest, None)
            if following is None:
                done.append(node)
                open_.discard(node)
                stack.pop()
            elif following in open_:
                back.add((node, following))
            elif following not in seen:
                stack.append((following, iter(after.get(following, ()))))
    return done[::-1], back


def _roots(scope: Scope) -> list[str]:
    starts = [node for node, element in scope.nodes.items() if kind(element) == "startEvent"]
    apart = {*scope.host, *scope.apart}
    return [node for node in (*starts, *scope.nodes) if node not in apart]


def _longest(scope: Scope, order: list[str], forward: Mapping[str, list[str]]) -> dict[str, int]:
    column = dict.fromkeys(order, 0)
    for node in order:
        for following in forward[node]:
            column[following] = max(column[following], column[node] + scope.span(node))
    return column


def _pull_towards_next(scope: Scope, order: list[str], forward: Mapping[str, list[str]]) -> None:
    """Starts stand just before what follows them, however late that is."""
    reached = {flow.target for flow in scope.flows}
    for node in reversed(order):
        if forward[node] and node not in reached:
            latest = min(scope.column[n] for n in forward[node]) - scope.span(node)
            scope.column[node] = max(scope.column[node], latest)


def _tails(order: list[str], forward: Mapping[str, list[str]]) -> dict[str, int]:
    tail: dict[str, int] = {}
    for node in reversed(order):
        tail[node] = 1 + max((tail[n] for n in forward[node]), default=0)
    return tail
