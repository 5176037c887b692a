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


def longest(graph: Graph, starts: Sequence[int]) -> tuple[int, tuple[str, ...]]:
    """Days and labels of the longest way from a start to an end that never comes back to where it has been: what lies
    in a loop counts, going round again does not."""
    best: dict[int, tuple[int, Edge | None] | None] = {}
    for vertex, back in _finished(graph, starts):
        edges = graph.get(vertex, ())
        ways = [(edge.days + on[0], edge) for edge in edges if edge.target not in back and (on := best[edge.target])]
        best[vertex] = max(ways, key=lambda way: way[0]) if ways else None if edges else (0, None)
    days, first = max(((way[0], start) for start in starts if (way := best[start])), key=lambda found: found[0])
    return days, tuple(_labels(best, first))


def _finished(graph: Graph, starts: Sequence[int]) -> Iterator[tuple[int, set[int]]]:
    """Each vertex after all that it leads to, but for those it goes back to: they are on the way to it."""
    known: set[int] = set()
    for start in starts:
        way: dict[int, tuple[Iterator[Edge], set[int]]] = {}
        if start not in known:
            way[start] = iter(graph.get(start, ())), set()
        while way:
            vertex, (rest, back) = next(reversed(way.items()))
            known.add(vertex)
            edge = next(rest, None)
            if edge is None:
                way.popitem()
                yield vertex, back
            elif edge.target in way:
                back.add(edge.target)
            elif edge.target not in known:
                way[edge.target] = iter(graph.get(edge.target, ())), set()


def _labels(best: Mapping[int, tuple[int, Edge | None] | None], vertex: int) -> Iterator[str]:
    while (way := best[vertex]) and (edge := way[1]) is not None:
        yield edge.label if not edge.days else f"{edge.label}（+{edge.days}）"
        vertex = edge.target
