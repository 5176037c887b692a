"""Runs one case on the drawing: our own interpreter of the dialect, written apart from the engine it is compared with.

Each token carries its own data, as the engine's tasks do. Shared with the engine: the expression language alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.procedures.walk.drawing import EVENT_SUBPROCESS, AnyTime, Node
from app.procedures.walk.marking import Child, Scope, Token, Vars
from app.procedures.walk.moves import Mover, Port, merged, start_for
from app.procedures.walk.waits import Item, scope_at, waiting


class Machine(Mover):
    """What the world does to a case: open it, complete a task, send a message, let a timer fire."""

    def clone(self, port: Port | None = None) -> Machine:
        copy = Machine.__new__(Machine)
        copy.model, copy.port, copy.watch = self.model, port or self.port, self.watch
        copy.top, copy.ended = self.top.clone(), self.ended
        copy._reset()
        return copy

    def open(self, vars: Mapping[str, Any], door: str | None = None) -> None:
        """`door`: the message of a start event; None where the process has a plain one."""
        container = self.model.containers[self.model.process]
        self.top.base = dict(vars)
        self._begin(self.top, start_for(container, door), dict(vars))
        self._settle()

    def items(self) -> list[Item]:
        return waiting(self.model, self.top)

    def act(self, item: Item, answers: Mapping[str, Any] | None = None) -> None:
        """Completes the task, sends the message, fires the timer. The item must be one of `items()`."""
        self._reset()
        scope = scope_at(self.top, item.way)
        if item.token < 0:
            self._begin_any_time(scope, item.node, answers or {})
        else:
            self._act_on_token(scope, item, dict(answers or {}))
        self._settle()

    def _act_on_token(self, scope: Scope, item: Item, answers: Vars) -> None:
        token = scope.tokens[item.token]
        node = self._node(scope, token.node)
        if item.child >= 0:
            child = (token.children or []).pop(item.child)
            token.results[child.number or 0] = answers.get(node.many.result) if node.many else None
            self._visit(node.id)
            return
        if item.node in node.boundary:
            node = self._leave_by_boundary(scope, token, item.node)
        else:
            scope.tokens.remove(token)
            node = self._node(scope, item.node)
        self._visit(item.node)
        self._leave(scope, node, {**token.vars, **answers})

    def _leave_by_boundary(self, scope: Scope, token: Token, boundary: str) -> Node:
        node = self._node(scope, boundary)
        if node.interrupts:
            scope.tokens.remove(token)
        elif node.event and node.event.kind == "timer":  # a message may come again, a timer fires once
            token.fired |= {boundary}
        return node

    def _begin_any_time(self, scope: Scope, start: str, answers: Mapping[str, Any]) -> None:
        any_time = next(a for a in self.model.containers[scope.container].any_time if a.start == start)
        vars = {**merged(scope.tokens), **answers}
        key = scope.key
        if any_time.interrupting:
            scope.tokens, scope.over = [], True
        else:
            number = scope.begun[any_time.node] = scope.begun.get(any_time.node, 0) + 1
            key = (*scope.key, f"{any_time.node}#{number}")
        if any_time.event.kind == "timer":
            scope.fired |= {any_time.node}
        self._run_any_time(scope, any_time, Scope(any_time.node, key, vars))

    def _run_any_time(self, scope: Scope, any_time: AnyTime, inner: Scope) -> None:
        inner.decides = any_time.interrupting and scope is self.top
        scope.tokens.append(Token(any_time.node, inner.base, children=[Child(None, inner)]))
        self._begin(inner, any_time.start, inner.base)

    def _settle(self) -> None:
        """What can go on without the world goes on."""
        self._drain()
        while self._settle_scope(self.top):
            pass

    def _settle_scope(self, scope: Scope) -> bool:
        return any(self._settle_token(scope, token) for token in list(scope.tokens))

    def _settle_token(self, scope: Scope, token: Token) -> bool:
        moved = token in scope.tokens and self._move(scope, token)
        self._drain()
        return moved

    def _move(self, scope: Scope, token: Token) -> bool:
        node = self._node(scope, token.node)
        if token.children is not None:
            return self._settle_children(scope, token, node)
        condition = node.event.condition if node.event else None
        if condition is None or not self._holds(condition, token.vars, node.id):
            return False
        scope.tokens.remove(token)
        self._visit(node.id)
        self._leave(scope, node, token.vars)
        return True

    def _settle_children(self, scope: Scope, token: Token, node: Node) -> bool:
        moved = False
        assert token.children is not None
        for child in list(token.children):
            moved |= child.scope is not None and self._settle_scope(child.scope)
            if child.scope is not None and not child.scope.tokens:
                token.children.remove(child)
                self._take_result(scope, token, node, child)
                moved = True
        moved |= self._next_instances(scope, token, node)
        if not token.children:
            self._finish(scope, token, node)
            return True
        return moved

    def _take_result(self, scope: Scope, token: Token, node: Node, child: Child) -> None:
        assert child.scope is not None
        result = child.scope.result
        if node.many:
            token.results[child.number or 0] = result.get(node.many.result)
        elif node.called and self.model.containers[child.scope.container].inputs is not None:
            names = self.model.containers[child.scope.container].outputs
            token.vars = {**token.vars, **{name: result[name] for name in names if name in result}}
        else:
            token.vars = dict(result)
        if node.kind == EVENT_SUBPROCESS and scope.over:
            scope.result = token.vars
