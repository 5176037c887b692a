"""Which data can still matter, and the form of a state in which nothing else is left. Moves nothing."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from app.procedures.walk.domains import World
from app.procedures.walk.drawing import EVENT_SUBPROCESS, Container, Model, Node
from app.procedures.walk.marking import Key, Scope, Token, Vars

Names = frozenset[str]
NONE: Names = frozenset()
Note = Callable[[Key], Hashable]


def _nothing(_key: Key) -> Hashable:
    return None


class Liveness:
    """For each node the names that may be read from there on; computed once a drawing."""

    def __init__(self, model: Model, world: World) -> None:
        self.model, self.world = model, world
        self.at: dict[str, Names] = {}
        self.always: dict[str, Names] = {}  # container -> what event subprocesses may read at any time
        for container in self._inner_first():
            self._container(container)

    def _inner_first(self) -> list[Container]:
        done: dict[str, Container] = {}
        seen: set[str] = set()

        def visit(container: Container) -> None:
            if container.id in seen:
                return
            seen.add(container.id)
            for node in container.nodes.values():
                if node.inside:
                    visit(self.model.containers[node.inside])
            done[container.id] = container

        for container in self.model.containers.values():
            visit(container)
        return list(done.values())

    def _container(self, container: Container) -> None:
        always = NONE.union(*(self.entry(any_time.node) for any_time in container.any_time))
        self.always[container.id] = always
        changed = True
        self.at.update(dict.fromkeys(container.nodes, NONE))
        while changed:
            changed = False
            for node in container.nodes.values():
                live = always | self._node(container, node)
                changed |= live != self.at[node.id]
                self.at[node.id] = live

    def _node(self, container: Container, node: Node) -> Names:
        if node.kind == "endEvent":
            return frozenset(container.outputs)
        return self.reads(node) | (self.after(node) - self._writes(node)) | self._of(node.boundary)

    def _of(self, nodes: Iterable[str]) -> Names:
        return NONE.union(*(self.at.get(node, NONE) for node in nodes))

    def entry(self, container: str) -> Names:
        """What a container reads of the data it is given."""
        found = self.model.containers[container]
        reads = self._of(found.starts)
        return reads if found.inputs is None else reads & frozenset(found.inputs)

    def after(self, node: Node) -> Names:
        return self._of(flow.target for flow in node.out)

    def reads(self, node: Node) -> Names:
        names = {name for flow in node.out if flow.condition for name in flow.condition.names}
        if node.event and node.event.condition:
            names |= node.event.condition.names
        if node.decision:
            names |= NONE.union(*(e.names for e in self.model.tables[node.decision].inputs))
        if node.inside:
            names |= self.entry(node.inside)
        names |= set(node.takes).union(*(param.names for param in node.params))
        if node.many:
            names = (names - {node.many.item}) | {node.many.items}
        return frozenset(names)

    def _writes(self, node: Node) -> Names:
        if node.many:
            return frozenset({node.many.results})
        if node.decision:
            return frozenset(self.model.tables[node.decision].outputs)
        given = self.world.answers(node.id)
        sure = frozenset(given[0]).intersection(*given) if given else NONE
        return sure | {node.result}

    # ---- the form of a state

    def form(self, scope: Scope, outside: Names = NONE, note: Note = _nothing) -> Hashable:
        """Equal for states that no condition can ever tell apart, nor `note`, which says more of each of several;
        `outside`: what is read of the scope's result."""
        container = self.model.containers[scope.container]
        nodes = [container.nodes[token.node] for token in scope.tokens]
        need = outside | frozenset(container.outputs)
        need = need.union(*(self._needed(node, token) for node, token in zip(nodes, scope.tokens, strict=True)))
        pairs = zip(nodes, scope.tokens, strict=True)
        tokens = sorted((self._token(node, (scope.key, token), need, note) for node, token in pairs), key=hash)
        return scope.container, tuple(tokens), scope.deaf, scope.fired, _kept(scope.vars, need), note(scope.key)

    def _needed(self, node: Node, token: Token) -> Names:
        if token.children is None:
            return self.at[node.id]
        next_instances = self.reads(node) if token.todo else NONE
        return self.after(node) | self._of(node.boundary) | self.always[self.model.home[node.id].id] | next_instances

    def _token(self, node: Node, at: tuple[Key, Token], need: Names, note: Note) -> Hashable:
        key, token = at
        if token.children is None:
            return node.id, token.via, token.fired, token.back
        inner = self._wanted_from(node, need)
        forms = (self.form(c.scope, inner, note) if c.scope else note((*key, c.number)) for c in token.children)
        children = sorted(forms, key=hash)
        results = tuple(sorted(map(repr, token.results.values()))) if node.many and node.many.results in need else ()
        todo = tuple(repr(item) for _, item in token.todo)
        return node.id, token.fired, tuple(children), todo, results

    def _wanted_from(self, node: Node, need: Names) -> Names:
        """What is read, behind a running node, of the data inside it."""
        if node.many:
            return frozenset({node.many.result})
        if node.called:
            return frozenset(self.model.containers[node.inside or ""].outputs)
        return NONE if node.kind == EVENT_SUBPROCESS else need


def _kept(vars: Vars, names: Names) -> Hashable:
    return tuple(sorted((name, repr(vars[name])) for name in names if name in vars))
