"""Runs one case on the drawing: our own interpreter of the dialect, written apart from the engine it is compared with.

Each container that runs has its own data. Shared with the engine: the expression language alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.procedures.walk.drawing import EVENT_SUBPROCESS, Flow, Node
from app.procedures.walk.marking import Child, Scope, Token
from app.procedures.walk.moves import Mover, Port, result_of, start_for
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
        self.top.vars = dict(vars)
        self._begin(self.top, start_for(self.model.containers[self.model.process], door))
        self._settle()

    def items(self) -> list[Item]:
        return waiting(self.model, self.top)

    def act(self, item: Item, answers: Mapping[str, Any] | None = None) -> None:
        """Completes the task, sends the message, fires the timer. The item must be one of `items()`."""
        self._reset()
        scope = scope_at(self.top, item.way)
        if item.token < 0:
            self._begin_any_time(scope, item.node, answers or {})
        elif item.child >= 0:
            self._complete_instance(scope, item, answers or {})
        else:
            self._act_on_token(scope, item, answers or {})
        self._settle()

    def send_back(self, item: Item, to_node: str, straight_back: bool, up: int = 0) -> None:
        """The open task goes, an earlier one of its container opens; with `straight_back` that leads here again.

        `up`: so many containers around it go as a whole, and the earlier task is one beside the outermost of them.
        """
        self._reset()
        way, place = (item.way, item.token) if not up else (item.way[:-up], item.way[-up][0])
        scope = scope_at(self.top, way)
        here = scope.tokens[place].node
        scope.tokens[place] = token = Token(to_node)
        token.back = here if straight_back else ""
        self._settle()

    def _complete_instance(self, scope: Scope, item: Item, answers: Mapping[str, Any]) -> None:
        token = scope.tokens[item.token]
        node = self._node(scope, token.node)
        child = (token.children or []).pop(item.child)
        token.results[child.number or 0] = result_of(scope, node, child.number or 0, answers)
        self._visit(node.id, item.key)

    def _act_on_token(self, scope: Scope, item: Item, answers: Mapping[str, Any]) -> None:
        token = scope.tokens[item.token]
        node, at = self._node(scope, item.node), self._node(scope, token.node)
        scope.vars.update(answers)
        if item.node not in at.boundary or node.interrupts:
            scope.tokens.remove(token)
        else:
            token.fired |= {item.node}
        if at.kind == "eventBasedGateway":
            self._visit(at.id, scope.key)
        self._visit(item.node, scope.key)
        if token.back and item.node == token.node:
            self._arrive(scope, Flow("", item.node, token.back))
        else:
            self._leave(scope, node)

    def _begin_any_time(self, scope: Scope, start: str, answers: Mapping[str, Any]) -> None:
        any_time = next(a for a in self.model.containers[scope.container].any_time if a.start == start)
        key = scope.key
        if any_time.interrupting:
            scope.kill()
            scope.dead, scope.deaf = False, True
        else:
            number = scope.begun[any_time.node] = scope.begun.get(any_time.node, 0) + 1
            key = (*scope.key, f"{any_time.node}#{number}")
        if any_time.event.kind == "timer":
            scope.fired |= {any_time.node}
        inner = Scope(any_time.node, key, {**scope.vars, **answers}, scope)
        inner.decides = any_time.interrupting and scope is self.top
        scope.tokens.append(Token(any_time.node, children=[Child(None, inner)]))
        self._begin(inner, any_time.start)

    # ---- what can go on without the world goes on

    def _settle(self) -> None:
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
        if condition is None or not self._holds(condition, scope, node.id):
            return False
        scope.tokens.remove(token)
        self._visit(node.id, scope.key)
        self._leave(scope, node)
        return True

    def _settle_children(self, scope: Scope, token: Token, node: Node) -> bool:
        moved = False
        assert token.children is not None
        for child in list(token.children):
            moved |= child.scope is not None and self._settle_scope(child.scope)
            if child.scope is not None and not child.scope.tokens:
                token.children.remove(child)
                self._take_back(scope, token, node, child.scope.vars, child.number or 0)
                moved = True
        moved |= self._next_instances(scope, token, node)
        if not token.children:
            self._finish(scope, token, node)
            return True
        return moved

    def _take_back(self, scope: Scope, token: Token, node: Node, vars: Mapping[str, Any], number: int) -> None:
        """A subprocess gives all its data, a called diagram what it declares, what came at any time nothing."""
        if node.called:
            outputs = self.model.containers[node.inside or ""].outputs
            vars = {name: vars[name] for name in outputs if name in vars}
        if node.many:
            token.results[number] = result_of(scope, node, number, vars)
            self._visit(node.id, (*scope.key, number))
        elif node.kind != EVENT_SUBPROCESS:
            scope.vars.update(vars)
