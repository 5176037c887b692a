"""The invariants of procedure.yaml while a walk goes on: what has been passed, and what that breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.procedures.model import Invariant

Passed = tuple[int, ...]  # how often each node of an invariant was passed, capped where more makes no difference


class Rules:
    def __init__(self, invariants: Iterable[Invariant] = ()) -> None:
        self.invariants = tuple(invariants)
        caps: dict[str, int] = {}
        for rule in self.invariants:
            caps[rule.node] = max(caps.get(rule.node, 1), rule.at_most or 0)
            for name in filter(None, (rule.needs, rule.after)):
                caps.setdefault(name, 1)
        self.nodes, self.caps = tuple(caps), caps
        self.places = {node: place for place, node in enumerate(self.nodes)}
        self.guarded = frozenset(rule.node for rule in self.invariants)

    @property
    def watch(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for rule in self.invariants:
            if rule.never_while:
                found[rule.node] = (*found.get(rule.node, ()), rule.never_while)
        return found

    @property
    def nothing(self) -> Passed:
        return (0,) * len(self.nodes)

    def passed(self, before: Passed, visited: Sequence[str]) -> Passed:
        new = [node for node in visited if node in self.caps]
        if not new:
            return before
        after = list(before)
        for node in new:
            place = self.places[node]
            after[place] = min(after[place] + 1, self.caps[node])
        return tuple(after)

    def milestones(self, before: tuple[str, ...], visited: Iterable[str]) -> tuple[str, ...]:
        """Nodes of these rules passed so far, each as often as makes a difference."""
        new = [node for node in visited if node in self.caps]
        if not new:
            return before
        counts = Counter((*before, *new))
        return tuple(sorted(node for node in counts for _ in range(min(counts[node], self.caps[node] + 1))))

    def broken(
        self, before: Passed, visited: Sequence[str], clashes: Iterable[tuple[str, str]]
    ) -> Iterator[tuple[str, Invariant]]:
        """`code` and rule of each invariant that this act breaks."""
        if self.guarded.isdisjoint(visited):
            return
        counts = dict(zip(self.nodes, before, strict=True))
        for rule in self.invariants:
            if rule.node not in visited:
                continue
            earlier = {*visited[: visited.index(rule.node)], *(node for node in self.nodes if counts[node])}
            if rule.needs and rule.needs not in earlier and rule.after in (None, *earlier):
                yield "needs", rule
            if rule.at_most is not None and counts[rule.node] + visited.count(rule.node) > rule.at_most:
                yield "at most", rule
            if rule.never_while and (rule.node, rule.never_while) in clashes:
                yield "never while", rule
