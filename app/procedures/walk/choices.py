"""All outcomes of one act: each ask and each open decision on the way is answered in every way. Not here: states."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from app.procedures.walk.domains import World
from app.procedures.walk.drawing import Node
from app.procedures.walk.marking import Vars
from app.procedures.walk.moves import Port, Stuck

T = TypeVar("T")
NO_RULE, TWO_RULES = "no rule", "two rules"


class Plan:
    """Answers asks by the numbers it is given, by the first value beyond them, and remembers what else there was."""

    def __init__(self, world: World, picks: tuple[int, ...]) -> None:
        self.world, self.picks = world, picks
        self.widths: list[int] = []

    def ask(self, node: Node, vars: Vars) -> object:
        return self._pick(self.world.results(node))

    def decide(self, node: Node, vars: Vars) -> Mapping[str, object]:
        options, sure = self.world.decisions(node, vars)
        if not options:
            raise Stuck(NO_RULE, node.id)
        if sure and len(options) > 1:
            raise Stuck(TWO_RULES, node.id)
        return self._pick(options)

    def _pick(self, options: tuple[T, ...]) -> T:
        place = len(self.widths)
        self.widths.append(len(options))
        return options[self.picks[place] if place < len(self.picks) else 0]

    def others(self) -> Iterator[tuple[int, ...]]:
        for place in range(len(self.picks), len(self.widths)):
            before = self.picks + (0,) * (place - len(self.picks))
            yield from ((*before, pick) for pick in range(1, self.widths[place]))


def every_outcome(world: World, make: Callable[[Port], T]) -> Iterator[T | Stuck]:
    todo: list[tuple[int, ...]] = [()]
    while todo:
        plan = Plan(world, todo.pop())
        try:
            outcome: T | Stuck = make(plan)
        except Stuck as stuck:
            outcome = stuck
        todo += plan.others()
        yield outcome
