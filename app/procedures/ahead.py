"""What may come after a step, read off the drawing: the next steps that people do, or the ends."""

from __future__ import annotations

from collections.abc import Iterable

from app.procedures.drawing import read_drawing
from app.procedures.model import Node, Procedure

STOPS = frozenset(("userTask", "callActivity", "endEvent"))
MOST = 4


def ahead(procedure: Procedure, nodes: Iterable[str]) -> tuple[Node, ...]:
    """Nodes reached from these without passing a person, in the order of the drawing's flows, at most four.

    Inside of a called diagram its own nodes are told; what comes after the call is the caller's.
    """
    ways = _ways(procedure)
    todo, seen, found = [to for node in nodes for to in ways.get(node, ())], set[str](), list[Node]()
    while todo:
        here = todo.pop(0)
        node = procedure.nodes.get(here)
        if here in seen or node is None:
            continue
        seen.add(here)
        if node.kind in STOPS:
            found.append(node)
        else:
            todo += ways.get(here, ())
    people = [node for node in found if node.kind != "endEvent"] or found
    return tuple(people[:MOST])


def _ways(procedure: Procedure) -> dict[str, list[str]]:
    ways: dict[str, list[str]] = {}
    for file, content in procedure.drawings.items():
        for flow in read_drawing(file, content).flows if file.endswith(".bpmn") else ():
            ways.setdefault(flow.source, []).append(flow.target)
    return ways
