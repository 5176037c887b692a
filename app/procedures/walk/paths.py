"""Longest ways through a graph with loops: its connected parts, and the way between them. No procedures here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count


@dataclass(frozen=True, slots=True)
class Edge:
    target: int
    days: int
    label: str


Graph = Mapping[int, Sequence[Edge]]


def parts(graph: Graph) -> dict[int, int]:
    """The strongly connected part of each vertex (Tarjan, without recursion); parts are numbered last first."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    part: dict[int, int] = {}
    stack: list[int] = []
    numbers = count()
    for root in graph:
        work = [] if root in index else [(root, _targets(graph, root, index, low, stack))]
        while work:
            vertex, rest = work[-1]
            target = next(rest, None)
            if target is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[vertex])
                _close(vertex, (index, low), stack, part, numbers)
            elif target not in index:
                work.append((target, _targets(graph, target, index, low, stack)))
            elif target not in part:
                low[vertex] = min(low[vertex], index[target])
    return part


def _targets(graph: Graph, vertex: int, index: dict[int, int], low: dict[int, int], stack: list[int]) -> Iterator[int]:
    index[vertex] = low[vertex] = len(index)
    stack.append(vertex)
    return iter([edge.target for edge in graph.get(vertex, ())])


def _close(vertex: int, marks: tuple[dict[int, int], dict[int, int]], stack: list[int], part: dict[int, int],
           numbers: Iterator[int]) -> None:
    index, low = marks
    if low[vertex] != index[vertex]:
        return
    number = next(numbers)
    while True:
        member = stack.pop()
        part[member] = number
        if member == vertex:
            return


def endless(graph: Graph, part: Mapping[int, int], slow_acts: Collection[str] = ()) -> frozenset[str]:
    """Labels of the loops that take time, or hold one of `slow_acts`: nothing bounds how often they are gone round."""
    inside = [(part[v], edge) for v, edges in graph.items() for edge in edges if part[edge.target] == part[v]]
    slow = {number for number, edge in inside if edge.days > 0 or edge.label in slow_acts}
    return frozenset(edge.label for number, edge in inside if number in slow)


def longest(graph: Graph, part: Mapping[int, int], starts: Sequence[int]) -> tuple[int, tuple[str, ...]]:
    """Days and labels of the longest way from a start, each loop gone through once at most."""
    best: dict[int, tuple[int, Edge | None]] = {}
    members: dict[int, list[int]] = {}
    for vertex, number in part.items():
        members.setdefault(number, []).append(vertex)
    for number in sorted(members):  # a part's targets have smaller numbers
        ways = [
            (edge.days + best[part[edge.target]][0], edge)
            for vertex in members[number]
            for edge in graph.get(vertex, ())
            if part[edge.target] != number
        ]
        best[number] = max(ways, key=lambda way: way[0], default=(0, None))
    first = max((part[start] for start in starts), key=lambda number: best[number][0])
    return best[first][0], tuple(_labels(best, part, first))


def _labels(best: Mapping[int, tuple[int, Edge | None]], part: Mapping[int, int], number: int) -> Iterator[str]:
    while (edge := best[number][1]) is not None:
        yield edge.label if not edge.days else f"{edge.label}（+{edge.days}）"
        number = part[edge.target]
