"""Where an open task may be sent back to (退回, 撤回), worked out on the drawing alone. Doing it stands in jump.py.

A target is an earlier task of the same scope on the same parallel branch: sending a token back across a parallel split
would leave the other branches running and make the join wait for a token that never comes, or come twice. A called
diagram or subprocess has targets as a task has: from inside it may be left as a whole.
"""

from collections.abc import Iterable, Iterator, Mapping

from app.engine.drawing import Scope

INSIDE = ("callActivity", "subProcess")
Ways = dict[str, list[str]]
Branch = tuple[str, str]


def return_targets(scope: Scope) -> Mapping[str, frozenset[str]]:
    ways = _ways(scope)
    tasks = [e.id for e in scope.elements.values() if e.tag == "userTask" and e.many is None]
    leavable = [*tasks, *(e.id for e in scope.elements.values() if e.tag in INSIDE and e.many is None)]
    starts = [e.id for e in scope.starts()]
    inside = _branches(scope, ways)
    before = {node: _reach(starts, ways, without=node) for node in leavable}
    after = {node: _reach(ways[node], ways) for node in tasks}
    return {
        node: frozenset(
            t for t in tasks if t != node and t in before[node] and node in after[t] and inside[t] == inside[node]
        )
        for node in leavable
    }


def _ways(scope: Scope) -> Ways:
    """Every way on from a node; a boundary event is a way on from its host."""
    ways: Ways = {node: [] for node in scope.elements}
    for edge in scope.edges:
        ways[edge.source].append(edge.target)
    for element in scope.elements.values():
        if element.tag == "boundaryEvent":
            ways[element.attached].append(element.id)
    return ways


def _reach(begin: Iterable[str], ways: Ways, without: str = "") -> set[str]:
    """Nodes on the ways from `begin`, which count, up to `without`, which does not."""
    seen: set[str] = set()
    todo = [node for node in begin if node != without]
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo += [following for following in ways[node] if following != without]
    return seen


def _branches(scope: Scope, ways: Ways) -> Mapping[str, frozenset[Branch]]:
    """For each node the branches it lies on: those from which it is reached, and from no other branch of the split."""
    inside: dict[str, set[Branch]] = {node: set() for node in scope.elements}
    for split, head, others in _forks(scope, ways):
        for node in _reach([head], ways, without=split) - _reach(others, ways, without=split):
            inside[node].add((split, head))
    return {node: frozenset(branches) for node, branches in inside.items()}


def _forks(scope: Scope, ways: Ways) -> Iterator[tuple[str, str, list[str]]]:
    """(split, first node of a branch, first nodes of the others).

    A boundary event that does not interrupt opens a branch beside its host; the way on from the host is none: when the
    host is done, nothing that comes later waits for what the event has opened.
    """
    for element in scope.elements.values():
        split = element.attached or element.id
        heads = ways[split]
        if element.tag == "boundaryEvent" and not element.interrupting:
            yield split, element.id, [head for head in heads if head != element.id]
        elif element.tag == "parallelGateway" and len(heads) > 1:
            yield from ((split, head, [other for other in heads if other != head]) for head in heads)
