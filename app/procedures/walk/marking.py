"""Where the tokens of a case stand: plain mutable state that can be cloned. What moves them is in machine.py."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Vars = dict[str, Any]
Key = tuple[object, ...]


class Child:
    """An instance inside a node: a running container, or (scope None) an open task of a multi-instance."""

    __slots__ = ("number", "scope")

    def __init__(self, number: int | None, scope: Scope | None) -> None:
        self.number, self.scope = number, scope

    def clone(self) -> Child:
        return Child(self.number, self.scope.clone() if self.scope else None)


class Token:
    """`via`: the flow it arrived by at a join. `todo`: items of a multi-instance that have not begun."""

    __slots__ = ("node", "vars", "via", "fired", "children", "results", "todo")

    def __init__(self, node: str, vars: Vars, via: str | None = None, children: list[Child] | None = None) -> None:
        self.node, self.vars, self.via, self.children = node, vars, via, children
        self.fired: frozenset[str] = frozenset()
        self.results: dict[int, object] = {}
        self.todo: list[int] = []

    def clone(self) -> Token:
        children = None if self.children is None else [child.clone() for child in self.children]
        copy = Token(self.node, self.vars, self.via, children)
        copy.fired, copy.results, copy.todo = self.fired, dict(self.results), list(self.todo)
        return copy


class Scope:
    """One running container. `over`: nothing can begin here any more. `decides`: an end here is the case's end."""

    __slots__ = ("container", "key", "tokens", "over", "decides", "begun", "fired", "result", "base")

    def __init__(self, container: str, key: Key, base: Vars) -> None:
        self.container, self.key, self.base = container, key, base
        self.tokens: list[Token] = []
        self.over = self.decides = False
        self.begun: dict[str, int] = {}  # event subprocess -> how often
        self.fired: frozenset[str] = frozenset()  # event subprocesses begun by a timer: once each
        self.result: Vars = {}

    def clone(self) -> Scope:
        copy = Scope(self.container, self.key, self.base)
        copy.tokens = [token.clone() for token in self.tokens]
        copy.over, copy.decides, copy.begun = self.over, self.decides, dict(self.begun)
        copy.fired, copy.result = self.fired, self.result
        return copy

    def all_tokens(self) -> Iterator[Token]:
        for token in self.tokens:
            yield token
            for child in token.children or ():
                if child.scope:
                    yield from child.scope.all_tokens()
