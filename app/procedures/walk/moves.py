"""How a token goes on from node to node until it must wait. Not here: what the world does to it (machine.py)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from app.domain.expressions import Expression, ExpressionError, evaluate
from app.procedures.walk.drawing import EVENT_SUBPROCESS, PEOPLE, STANDS, Container, Flow, Model, Node
from app.procedures.walk.marking import Child, Scope, Token, Vars

MOST_STEPS = 500  # automatic steps after one act

NO_WAY, ENDLESS, UNREADABLE = "no way", "endless", "unreadable"


class Stuck(Exception):
    """The flow cannot go on: a drawing's fault, not the caller's."""

    def __init__(self, reason: str, node: str, detail: str = "") -> None:
        super().__init__(f"{reason} at {node} {detail}".strip())
        self.reason, self.node, self.detail = reason, node, detail


class Port(Protocol):
    """The world of the interpreter: what asks answer and what decisions give."""

    def ask(self, node: Node, vars: Vars) -> object: ...

    def decide(self, node: Node, vars: Vars) -> object: ...


class Mover:
    """One case. `effects`, `visited` and `doubled` tell of the last act; `watch` names pairs that must not coincide."""

    def __init__(self, model: Model, port: Port, watch: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.model, self.port, self.watch = model, port, watch or {}
        self.ended: str | None = None
        self.top = Scope(model.process, (), {})
        self._reset()

    def _reset(self) -> None:
        self.effects: list[tuple[str, str]] = []
        self.visited: list[str] = []
        self.doubled: set[str] = set()  # gateways where more than one condition was true
        self.clashes: set[tuple[str, str]] = set()
        self._agenda: list[tuple[Scope, Flow, Vars]] = []
        self._steps = 0

    def _node(self, scope: Scope, node: str) -> Node:
        return self.model.containers[scope.container].nodes[node]

    def _visit(self, node: str) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise Stuck(ENDLESS, node)
        self.visited.append(node)
        if node in self.watch:
            running = {token.node for token in self.top.all_tokens()}
            self.clashes |= {(node, other) for other in self.watch[node] if other in running}

    def _begin(self, scope: Scope, start: str, vars: Vars) -> None:
        self._visit(start)
        self._leave(scope, self._node(scope, start), vars)

    def _leave(self, scope: Scope, node: Node, vars: Vars) -> None:
        self._agenda += [(scope, flow, vars) for flow in reversed(node.out)]

    def _drain(self) -> None:
        while self._agenda:
            scope, flow, vars = self._agenda.pop()
            if not scope.over:
                self._enter(scope, flow, vars)

    def _enter(self, scope: Scope, flow: Flow, vars: Vars) -> None:
        node = self._node(scope, flow.target)
        if node.many:
            self._enter_many(scope, node, vars)
        elif node.kind in STANDS:
            scope.tokens.append(Token(node.id, vars))
        elif node.kind == "parallelGateway":
            self._join(scope, node, flow, vars)
        elif node.kind == "exclusiveGateway":
            self._choose(scope, node, vars)
        elif node.kind == "endEvent":
            self._end(scope, node, vars)
        elif node.inside:
            token = Token(node.id, vars, children=[])
            scope.tokens.append(token)
            self._start_inside(scope, token, node, {})
        else:
            self._pass(scope, node, vars)

    def _pass(self, scope: Scope, node: Node, vars: Vars) -> None:
        self._visit(node.id)
        if node.asks:
            vars = {**vars, node.result: self.port.ask(node, vars)}
        elif node.operation:
            self.effects.append((node.operation, node.id))
        if node.decision:
            vars = {**vars, self.model.tables[node.decision].output: self.port.decide(node, vars)}
        self._leave(scope, node, vars)

    def _choose(self, scope: Scope, node: Node, vars: Vars) -> None:
        self._visit(node.id)
        ways = [f for f in node.out if f.id != node.default]
        true = [f for f in ways if f.condition is None or self._holds(f.condition, vars, node.id)]
        if len(true) > 1:
            self.doubled.add(node.id)
        chosen = true[:1] or [f for f in node.out if f.id == node.default]
        if not chosen:
            raise Stuck(NO_WAY, node.id, _shown(vars, ways))
        self._agenda.append((scope, chosen[0], vars))

    def _holds(self, condition: Expression, vars: Vars, node: str) -> bool:
        def running(other: str) -> int:
            return sum(token.node == other for token in self.top.tokens)

        try:
            return bool(evaluate(condition, vars, {"running": running}))
        except ExpressionError as error:
            raise Stuck(UNREADABLE, node, f"{condition.text}：{error}") from None

    def _join(self, scope: Scope, node: Node, flow: Flow, vars: Vars) -> None:
        scope.tokens.append(Token(node.id, vars, via=flow.id))
        first: dict[str | None, Token] = {}
        for token in scope.tokens:
            if token.node == node.id:
                first.setdefault(token.via, token)
        if len(first) == node.arrivals:
            scope.tokens = [token for token in scope.tokens if token not in first.values()]
            self._visit(node.id)
            self._leave(scope, node, merged(first.values()))

    def _end(self, scope: Scope, node: Node, vars: Vars) -> None:
        self._visit(node.id)
        scope.result = vars
        if scope is self.top or scope.decides:
            self.ended = node.id
        if node.event and node.event.kind == "terminate":
            _kill(scope)

    # ---- containers and instances

    def _start_inside(self, scope: Scope, token: Token, node: Node, extra: Vars, number: int | None = None) -> None:
        container = self.model.containers[node.inside or ""]
        vars = {**token.vars, **extra}
        if container.inputs is not None:
            vars = {name: vars.get(name) for name in container.inputs}
        inner = Scope(container.id, scope.key if number is None else (*scope.key, number), vars)
        assert token.children is not None
        token.children.append(Child(number, inner))
        self._begin(inner, start_for(container), vars)

    def _enter_many(self, scope: Scope, node: Node, vars: Vars) -> None:
        token = Token(node.id, vars, children=[])
        token.todo = list(range(len(self._items_of(node, vars))))
        scope.tokens.append(token)
        self._next_instances(scope, token, node)
        if not token.children:
            self._finish(scope, token, node)

    def _items_of(self, node: Node, vars: Vars) -> list[Any]:
        found = vars.get(node.many.items) if node.many else None
        if not isinstance(found, list):
            raise Stuck(UNREADABLE, node.id, f"{node.many.items if node.many else ''} 不是列表")
        return found

    def _next_instances(self, scope: Scope, token: Token, node: Node) -> bool:
        begun = False
        while token.todo and not (token.children and node.many and node.many.in_turn):
            self._instance(scope, token, node, token.todo.pop(0))
            begun = True
        return begun

    def _instance(self, scope: Scope, token: Token, node: Node, number: int) -> None:
        assert node.many and token.children is not None
        extra = {node.many.item: self._items_of(node, token.vars)[number]}
        if node.inside:
            self._start_inside(scope, token, node, extra, number)
        elif node.kind in PEOPLE:
            token.children.append(Child(number, None))
        else:
            self._instant(token, node, extra, number)

    def _instant(self, token: Token, node: Node, extra: Vars, number: int) -> None:
        """An instance of a node that needs nobody: an operation or a decision."""
        vars = {**token.vars, **extra}
        token.results[number] = None
        if node.decision:
            token.results[number] = self.port.decide(node, vars)
        elif node.asks:
            token.results[number] = self.port.ask(node, vars)
        elif node.operation:
            self.effects.append((node.operation, node.id))

    def _finish(self, scope: Scope, token: Token, node: Node) -> None:
        scope.tokens.remove(token)
        if node.kind == EVENT_SUBPROCESS:
            return
        vars = token.vars
        if node.many:
            vars = {k: v for k, v in vars.items() if k not in (node.many.item, node.many.result)}
            if node.many.results:
                vars[node.many.results] = [token.results[number] for number in sorted(token.results)]
        self._visit(node.id)
        self._leave(scope, node, vars)


def start_for(container: Container, door: str | None = None) -> str:
    """The start event that takes this message, or the plain one."""
    for start in container.starts:
        event = container.nodes[start].event
        if (event.name if event else None) == door:
            return start
    raise Stuck(UNREADABLE, container.id, f"没有开始事件接收 {door}" if door else "没有普通的开始事件")


def _kill(scope: Scope) -> None:
    for token in scope.tokens:
        for child in token.children or ():
            if child.scope:
                _kill(child.scope)
    scope.tokens, scope.over = [], True


def merged(tokens: Iterable[Token]) -> Vars:
    """The data of several tokens; the one that came last has the last word."""
    vars: Vars = {}
    for token in tokens:
        vars.update(token.vars)
    return vars


def _shown(vars: Vars, ways: list[Flow]) -> str:
    names = sorted({name for flow in ways if flow.condition for name in flow.condition.names})
    return "，".join(f"{name}={vars.get(name)!r}" for name in names)
