"""The finite choices of a walk: what people may answer, asks may say, decisions may give. Reading forms: adapter.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

from app.domain.expressions import Expression, ExpressionError, compile_expression
from app.procedures.walk.constants import Uses, lists_of, uses_of, values_for
from app.procedures.walk.drawing import Model, Node
from app.procedures.walk.read import CELL
from app.procedures.walk.tables import Decision, all_decisions, decide

Answers = Mapping[str, Any]
PRESENT = "有"  # a value that nothing looks at
NOTHING: tuple[Answers, ...] = ({},)


@dataclass(frozen=True)
class Opening:
    """One way a case begins: the door's message (None: a plain start) and the data it brings."""

    door: str | None = None
    vars: Answers = field(default_factory=dict)


@dataclass(frozen=True)
class Domains:
    """`answers`: node -> whole assignments; `results`: ask -> values. What is missing is guessed from conditions."""

    answers: Mapping[str, tuple[Answers, ...]] = field(default_factory=dict)
    results: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    openings: tuple[Opening, ...] = (Opening(),)


def product_of(values: Mapping[str, tuple[Any, ...] | list[Any]]) -> tuple[Answers, ...]:
    return tuple(dict(zip(values, combination, strict=True)) for combination in product(*values.values()))


@dataclass(frozen=True)
class World:
    """Answers every question of a walk with all values that can make a difference to this drawing."""

    model: Model
    domains: Domains

    @cached_property
    def uses(self) -> dict[str, Uses]:
        found = uses_of(_expressions(self.model))
        for node in self.model.nodes():
            if node.many:
                found.setdefault(node.many.items, Uses()).counted = True
                part = found.get(node.many.item)
                if part and part.parts:  # items with parts: the list holds such items
                    found[node.many.items].members += values_for(part)[:4]
        return found

    @cached_property
    def read(self) -> frozenset[str]:
        """Names that something reads: a condition, a called diagram as its input, its caller as its output."""
        handed = (name for c in self.model.containers.values() for name in (*(c.inputs or ()), *c.outputs))
        takes = (name for node in self.model.nodes() for name in node.takes)
        read = frozenset(self.uses).union(handed, takes)
        many = (node.many for node in self.model.nodes() if node.many)
        return read.union(each.result for each in many if each.results in read)

    @cached_property
    def named(self) -> frozenset[str]:
        """Those, and what operations take: there the value makes no difference, that there is one does."""
        return self.read.union(*(param.names for node in self.model.nodes() for param in node.params))

    def kept(self, answers: Answers) -> Answers:
        """As much of the answers as can make a difference."""
        return {k: v if k in self.read else PRESENT for k, v in answers.items() if k in self.named}

    def answers(self, node: str) -> tuple[Answers, ...]:
        return _distinct(map(self.kept, self.domains.answers.get(node, NOTHING)))

    def openings(self) -> Iterator[Opening]:
        found = {repr((o.door, sorted(self.kept(o.vars).items()))): o for o in self.domains.openings}
        return (Opening(opening.door, self.kept(opening.vars)) for opening in found.values())

    def results(self, node: Node) -> tuple[object, ...]:
        if node.result not in self.read:
            return (PRESENT,)
        return self.domains.results.get(node.id) or self.guess(node.result)

    def guess(self, name: str) -> tuple[object, ...]:
        return values_for(self.uses.get(name))

    def decisions(self, node: Node, vars: Mapping[str, Any]) -> tuple[tuple[Decision, ...], bool]:
        """What the table gives, and True; or all it can give, and False where the walk does not know its inputs."""
        table = self.model.tables[node.decision]
        try:
            return decide(table, vars), True
        except ExpressionError:
            return all_decisions(table), False


def _expressions(model: Model) -> Iterator[Expression]:
    for node in model.nodes():
        yield from (flow.condition for flow in node.out if flow.condition)
        if node.event and node.event.condition:
            yield node.event.condition
        if node.decision:
            yield from model.tables[node.decision].inputs
            yield from _cells(model, node)


def _cells(model: Model, node: Node) -> Iterator[Expression]:
    """The cells of a table, as conditions on the table's inputs."""
    table = model.tables[node.decision]
    for rule in table.rules:
        for column, cell in zip(table.inputs, rule.cells, strict=True):
            if cell is not None:
                yield compile_expression(cell.text.replace(CELL, column.text.strip()))


def _distinct(many: Any) -> tuple[Answers, ...]:
    return tuple({repr(sorted(answers.items(), key=str)): answers for answers in many}.values())


__all__ = ["Answers", "Domains", "Opening", "World", "lists_of", "product_of"]
