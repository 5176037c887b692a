"""What a case waits for: tasks, messages, timers, conditions, each with the way to its token. Moves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.procedures.walk.drawing import PEOPLE, Container, Model, Node
from app.procedures.walk.marking import Key, Scope, Token

Kind = Literal["task", "message", "timer", "condition"]
Way = tuple[tuple[int, int], ...]  # token and child, from the top scope down


@dataclass(frozen=True, slots=True)
class Item:
    kind: Kind
    node: str
    key: Key
    name: str
    way: Way
    token: int = -1  # in its scope; -1: an event subprocess would begin
    child: int = -1  # an instance of a multi-instance task


def waiting(model: Model, top: Scope) -> list[Item]:
    return _in_scope(model, top, ())


def scope_at(top: Scope, way: Way) -> Scope:
    scope = top
    for token, child in way:
        inner = (scope.tokens[token].children or [])[child].scope
        assert inner is not None
        scope = inner
    return scope


def _in_scope(model: Model, scope: Scope, way: Way) -> list[Item]:
    container, found = model.containers[scope.container], list[Item]()
    for index, token in enumerate(scope.tokens):
        node = container.nodes[token.node]
        own = _own(container, node, token, (scope.key, way, index))
        found += own
        for number, child in enumerate(token.children or ()):
            if child.scope:
                found += _in_scope(model, child.scope, (*way, (index, number)))
    if scope.tokens and not scope.deaf:
        found += _at_any_time(container, scope, way, {i.name for i in found if i.kind == "message" and i.way == way})
    return found


Place = tuple[Key, Way, int]


def _own(container: Container, node: Node, token: Token, place: Place) -> Iterator[Item]:
    key, way, index = place
    for name in node.boundary:
        if name not in token.fired:
            yield _event_item(container.nodes[name], place)
    if token.children is not None:
        for number, child in enumerate(token.children):
            if child.scope is None:
                yield Item("task", node.id, (*key, child.number), "", way, index, number)
    elif node.kind in PEOPLE:
        yield Item("task", node.id, key, "", way, index)
    elif node.kind == "eventBasedGateway":
        yield from (_event_item(container.nodes[flow.target], place) for flow in node.out)
    elif node.event is not None:
        yield _event_item(node, place)


def _event_item(node: Node, place: Place) -> Item:
    key, way, index = place
    assert node.event is not None
    kind = node.event.kind
    assert kind in ("message", "timer", "condition")
    return Item(kind, node.id, key, node.event.name, way, index)


def _at_any_time(container: Container, scope: Scope, way: Way, taken: set[str]) -> Iterator[Item]:
    """A wait of the flow itself comes before an event subprocess with the same message; a timer begins one once."""
    for any_time in container.any_time:
        event = any_time.event
        shadowed = event.kind == "message" and event.name in taken
        if not shadowed and not (event.kind == "timer" and any_time.node in scope.fired):
            assert event.kind in ("message", "timer", "condition")
            yield Item(event.kind, any_time.start, scope.key, event.name, way)
