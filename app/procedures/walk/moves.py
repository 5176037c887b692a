"""How a token goes on from node to node until it must wait. Not here: what the world does to it (machine.py)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

from app.domain.expressions import Expression, ExpressionError, evaluate
from app.procedures.walk.drawing import PEOPLE, STANDS, Container, Flow, Model, Node
from app.procedures.walk.marking import Child, Key, Scope, Token, Vars

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

    def decide(self, node: Node, vars: Vars) -> Mapping[str, object]: ...


class Mover:
    """One case. `effects`, `visited` (`keys`: each in which of several) and `doubled` tell of the last act; `watch`
    names pairs that must not coincide."""

    def __init__(self, model: Model, port: Port, watch: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.model, self.port, self.watch = model, port, watch or {}
        self.ended: str | None = None
        self.top = Scope(model.process, (), {})
        self._reset()

    def _reset(self) -> None:
        self.effects: list[tuple[str, str, Key]] = []
        self.visited: list[str] = []
        self.keys: list[Key] = []
        self.doubled: set[str] = set()  # gateways where more than one condition was true
        self.clashes: set[tuple[str, str]] = set()
        self._agenda: deque[tuple[Scope, Callable[[], None]]] = deque()

    def _node(self, scope: Scope, node: str) -> Node:
        return self.model.containers[scope.container].nodes[node]

    def _visit(self, node: str, key: Key) -> None:
        if len(self.visited) >= MOST_STEPS:
            raise Stuck(ENDLESS, node)
        self.visited.append(node)
        self.keys.append(key)
        if node in self.watch:
            running = {token.node for token in self.top.all_tokens()}
            self.clashes |= {(node, other) for other in self.watch[node] if other in running}

    def _begin(self, scope: Scope, start: str) -> None:
        self._soon(scope, self._node(scope, start))

    def _leave(self, scope: Scope, node: Node) -> None:
        for flow in node.out:
            self._arrive(scope, flow)

    def _drain(self) -> None:
        while self._agenda:
            scope, act = self._agenda.popleft()
            if not scope.dead:
                act()

    def _soon(self, scope: Scope, node: Node) -> None:
        self._agenda.append((scope, partial(self._run, scope, node)))

    def _arrive(self, scope: Scope, flow: Flow) -> None:
        """What waits or holds others is there at once; what runs by itself comes when all others have arrived."""
        node = self._node(scope, flow.target)
        if node.many:
            self._enter_many(scope, node)
        elif node.kind in STANDS:
            self._stand(scope, node)
        elif node.kind == "parallelGateway":
            self._join(scope, node, flow)
        elif node.inside:
            token = Token(node.id, children=[])
            scope.tokens.append(token)
            self._start_inside(scope, token, node, {})
        else:
            self._soon(scope, node)

    def _stand(self, scope: Scope, node: Node) -> None:
        _check_handed(node.takes, scope.vars, node.id)
        _check_handed(tuple(param.text for param in node.params), scope.vars, node.id, "要从 {} 读出由谁会签")
        condition = node.event.condition if node.event else None
        if condition is not None and self._holds(condition, scope, node.id):
            self._soon(scope, node)
        else:
            scope.tokens.append(Token(node.id))

    def _run(self, scope: Scope, node: Node) -> None:
        self._visit(node.id, scope.key)
        if node.kind == "exclusiveGateway":
            self._arrive(scope, self._chosen(scope, node))
        elif node.kind == "endEvent":
            self._end(scope, node)
        else:
            if not node.many:
                scope.vars.update(self._do(node, scope.vars, scope.key))
            self._leave(scope, node)

    def _do(self, node: Node, vars: Vars, key: Key) -> Mapping[str, object]:
        """What a node without people does; gives what it sets."""
        if node.decision:
            return self.port.decide(node, vars)
        for param in node.params:
            if not param.names <= vars.keys():
                raise Stuck(UNREADABLE, node.id, f"{param.text}")
        if node.asks:
            return {node.result: self.port.ask(node, vars)}
        if node.operation:
            self.effects.append((node.operation, node.id, key))
        return {}

    def _chosen(self, scope: Scope, node: Node) -> Flow:
        ways = [f for f in node.out if f.id != node.default]
        true = [f for f in ways if f.condition is None or self._holds(f.condition, scope, node.id)]
        if len(true) > 1:
            self.doubled.add(node.id)
        chosen = true[:1] or [f for f in node.out if f.id == node.default]
        if not chosen:
            raise Stuck(NO_WAY, node.id, _shown(scope.vars, ways))
        return chosen[0]

    def _holds(self, condition: Expression, scope: Scope, node: str) -> bool:
        def running(other: str) -> int:
            return _running(self.model, scope, other)

        try:
            return bool(evaluate(condition, scope.vars, {"running": running}))
        except ExpressionError as error:
            raise Stuck(UNREADABLE, node, f"{condition.text}：{str(error).rstrip('。')}") from None

    def _join(self, scope: Scope, node: Node, flow: Flow) -> None:
        scope.tokens.append(Token(node.id, via=flow.source))
        first: dict[str, Token] = {}
        for token in scope.tokens:
            if token.node == node.id:
                first.setdefault(token.via, token)
        if len(first) == len(node.sources):
            scope.tokens = [token for token in scope.tokens if token not in first.values()]
            self._soon(scope, node)

    def _end(self, scope: Scope, node: Node) -> None:
        if scope is self.top or scope.decides:
            self.ended = node.id
        if node.event and node.event.kind == "terminate":
            scope.kill()

    # ---- containers and instances

    def _start_inside(self, scope: Scope, token: Token, node: Node, extra: Vars, number: int | None = None) -> None:
        container = self.model.containers[node.inside or ""]
        # An embedded subprocess works on the data around it; an instance has a copy, a called diagram what it declares.
        vars = scope.vars if number is None else {**scope.vars, **extra}
        if container.inputs is not None:
            vars = _handed(container, vars, node.id)
        inner = Scope(container.id, scope.key if number is None else (*scope.key, number), vars, scope)
        assert token.children is not None
        token.children.append(Child(number, inner))
        self._begin(inner, start_for(container))

    def _enter_many(self, scope: Scope, node: Node) -> None:
        items = scope.vars.get(node.many.items) if node.many else None
        if not isinstance(items, list):
            raise Stuck(UNREADABLE, node.id, f"“{node.many.items if node.many else ''}”不是列表")
        token = Token(node.id, children=[])
        token.todo = list(enumerate(items))
        scope.tokens.append(token)
        self._next_instances(scope, token, node)
        if not token.children:
            self._finish(scope, token, node)

    def _next_instances(self, scope: Scope, token: Token, node: Node) -> bool:
        begun = False
        while token.todo and not (token.children and node.many and node.many.in_turn):
            self._instance(scope, token, node, token.todo.pop(0))
            begun = True
        return begun

    def _instance(self, scope: Scope, token: Token, node: Node, numbered: tuple[int, object]) -> None:
        assert node.many and token.children is not None
        number, item = numbered
        if node.inside:
            self._start_inside(scope, token, node, {node.many.item: item}, number)
            return
        child = Child(number, None)
        token.children.append(child)
        if node.kind not in PEOPLE:
            extra = {node.many.item: item}
            self._agenda.append((scope, partial(self._run_instance, scope, token, node, child, extra)))

    def _run_instance(self, scope: Scope, token: Token, node: Node, child: Child, extra: Vars) -> None:
        """An instance that needs nobody: an operation or a decision."""
        assert node.many and token.children is not None and child.number is not None
        key = (*scope.key, child.number)
        self._visit(node.id, key)
        given = self._do(node, {**scope.vars, **extra}, key)
        token.results[child.number] = result_of(scope, node, child.number, given)
        token.children.remove(child)
        self._next_instances(scope, token, node)
        if not token.children:
            self._finish(scope, token, node)

    def _finish(self, scope: Scope, token: Token, node: Node) -> None:
        scope.tokens.remove(token)
        if node.many and node.many.results:
            scope.vars[node.many.results] = [token.results[number] for number in sorted(token.results)]
        self._soon(scope, node)


def result_of(scope: Scope, node: Node, number: int, given: Mapping[str, Any]) -> object:
    """What one of several leaves in the list of results; an instance may give back the very item it was for."""
    many = node.many
    if many is None or many.result in given or many.result != many.item:
        return given.get(many.result) if many else None
    items = scope.vars.get(many.items)
    return items[number] if isinstance(items, list) and number < len(items) else None


def start_for(container: Container, door: str | None = None) -> str:
    """The start event that takes this message, or the plain one."""
    for start in container.starts:
        event = container.nodes[start].event
        if (event.name if event else None) == door:
            return start
    raise Stuck(UNREADABLE, container.id, f"没有开始事件接收 {door}" if door else "没有普通的开始事件")


def _handed(container: Container, vars: Mapping[str, Any], caller: str) -> Vars:
    """What a called diagram declares, and no more."""
    _check_handed(container.inputs or (), vars, caller)
    return {name: vars[name] for name in container.inputs or ()}


def _check_handed(names: tuple[str, ...], vars: Mapping[str, Any], caller: str,
                  why: str = "所调用的流程要用 {}") -> None:
    missing = [name for name in names if name not in vars]
    if missing:
        raise Stuck(UNREADABLE, caller, why.format("、".join(missing)))


def _running(model: Model, scope: Scope, node: str) -> int:
    """Tokens at the node, in the innermost scope outwards whose drawing has it."""
    at: Scope | None = scope
    while at is not None and node not in model.containers[at.container].nodes:
        at = at.outer
    return sum(token.node == node for token in at.tokens) if at else 0


def _shown(vars: Vars, ways: list[Flow]) -> str:
    names = sorted({name for flow in ways if flow.condition for name in flow.condition.names})
    return "，".join(f"{name}={vars.get(name)!r}" for name in names)
