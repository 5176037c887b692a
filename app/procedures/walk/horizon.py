"""Which invariants can still be broken from where the tokens stand: what was passed for the others is forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from app.procedures.walk.drawing import Container, Model, Node
from app.procedures.walk.marking import Scope
from app.procedures.walk.rules import Passed, Rules

Rows = frozenset[int]  # places of rules
NONE: Rows = frozenset()


class Horizon:
    def __init__(self, model: Model, rules: Rules) -> None:
        self.model, self.rules = model, rules
        self.ahead = {node.id: self._own(node) for node in model.nodes()}
        while self._spread():
            pass
        self.always = {c.id: self._union(a.start for a in c.any_time) for c in model.containers.values()}

    def _own(self, node: Node) -> Rows:
        named = {node.id, *node.passes}
        return frozenset(place for place, rule in enumerate(self.rules.invariants) if rule.node in named)

    def _spread(self) -> bool:
        changed = False
        for container in self.model.containers.values():
            for node in container.nodes.values():
                ahead = self.ahead[node.id] | self._union(self._next(container, node))
                changed |= ahead != self.ahead[node.id]
                self.ahead[node.id] = ahead
        return changed

    def _next(self, container: Container, node: Node) -> Iterator[str]:
        yield from (flow.target for flow in node.out)
        yield from node.boundary
        if node.inside:
            inner = self.model.containers[node.inside]
            yield from inner.starts
            yield from (any_time.start for any_time in inner.any_time)

    def _union(self, nodes: Iterator[str]) -> Rows:
        return NONE.union(*(self.ahead[node] for node in nodes))

    def _from(self, scope: Scope) -> Rows:
        rows = NONE if scope.deaf else self.always[scope.container]
        for token in scope.tokens:
            rows |= self.ahead[token.node]
            for child in token.children or ():
                rows |= self._from(child.scope) if child.scope else NONE
        return rows

    def seen(self, passed: Passed, top: Scope) -> Passed:
        """What has been passed, as far as it can still matter."""
        if not any(passed):
            return passed
        rules = [self.rules.invariants[place] for place in self._from(top)]
        wanted = {name for rule in rules for name in (rule.needs, rule.after)}
        wanted |= {rule.node for rule in rules if rule.at_most is not None}
        return tuple(count if node in wanted else 0 for node, count in zip(self.rules.nodes, passed, strict=True))
