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

    def clone(self, outer: Scope) -> Child:
        return Child(self.number, self.scope.clone(outer) if self.scope else None)


class Token:
    """`via`: the node it came from, at a join. `todo`: numbers and items of a multi-instance that have not begun.

    `back`: the task that sent this one back and wants it again when it is done.
    """

    __slots__ = ("node", "via", "fired", "children", "results", "todo", "back")

    def __init__(self, node: str, via: str = "", children: list[Child] | None = None) -> None:
        self.node, self.via, self.children = node, via, children
        self.fired: frozenset[str] = frozenset()
        self.results: dict[int, object] = {}
        self.todo: list[tuple[int, object]] = []
        self.back = ""

    def clone(self, scope: Scope) -> Token:
        children = None if self.children is None else [child.clone(scope) for child in self.children]
        copy = Token(self.node, self.via, children)
        copy.fired, copy.results, copy.todo, copy.back = self.fired, dict(self.results), list(self.todo), self.back
        return copy


class Scope:
    """One running container with its data.

    `dead`: ended from outside. `deaf`: nothing begins here at any time. `decides`: an end here is the case's end.
    """

    __slots__ = ("container", "key", "vars", "outer", "tokens", "dead", "deaf", "decides", "begun", "fired")

    def __init__(self, container: str, key: Key, vars: Vars, outer: Scope | None = None) -> None:
        self.container, self.key, self.vars, self.outer = container, key, vars, outer
        self.tokens: list[Token] = []
        self.dead = self.deaf = self.decides = False
        self.begun: dict[str, int] = {}  # event subprocess -> how often
        self.fired: frozenset[str] = frozenset()  # event subprocesses begun by a timer: once each

    def clone(self, outer: Scope | None = None) -> Scope:
        shared = outer is not None and self.outer is not None and self.vars is self.outer.vars
        copy = Scope(self.container, self.key, outer.vars if outer and shared else dict(self.vars), outer)
        copy.tokens = [token.clone(copy) for token in self.tokens]
        copy.deaf, copy.decides, copy.begun, copy.fired = self.deaf, self.decides, dict(self.begun), self.fired
        return copy

    def kill(self) -> None:
        """Ends everything here and inside."""
        for token in self.tokens:
            for child in token.children or ():
                if child.scope:
                    child.scope.kill()
        self.tokens, self.dead = [], True

    def all_tokens(self) -> Iterator[Token]:
        for token in self.tokens:
            yield token
            for child in token.children or ():
                if child.scope:
                    yield from child.scope.all_tokens()
