"""One process, run at random on the engine and on the interpreter side by side, saved and reloaded at every step."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.engine import Engine, Step, parse
from app.procedures.walk.drawing import Node
from app.procedures.walk.machine import Machine
from app.procedures.walk.read import read_model
from app.procedures.walk.tables import decide
from app.procedures.walk.waits import Item, scope_at
from tests.engine.oracle.process import Process

MOST_STEPS = 500
SENT_BACK = 0.1
SOONER_TASKS = 0.7  # of the steps; the rest are messages and timers


@dataclass(frozen=True)
class Difference:
    """What the engine says, what the interpreter says, and the last acts before."""

    what: str
    engine: object
    oracle: object
    acts: tuple[str, ...]


@dataclass
class Run:
    """`verdict`: ended, twins (two waits that cannot be told apart), long, or a Difference.

    `sent_back`: how often a task that may go back does, while fewer than `back_until` acts were done.
    """

    process: Process
    seed: int
    engine: Engine
    sent_back: float = SENT_BACK
    back_until: int = MOST_STEPS

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed * 7 + 3)
        self.acts: list[str] = []
        self.backs: list[int] = []
        self.model = read_model(self.process.id, self.process.files)
        self.flow = parse(self.process.id, self.process.files)
        self.machine = Machine(self.model, self)
        self.visited: set[str] = set()

    # ---- the world, the same for both

    def ask(self, node: Node, vars: Mapping[str, Any]) -> object:
        return self.answer(node.operation, {})

    def decide(self, node: Node, vars: Mapping[str, Any]) -> Mapping[str, object]:
        (decision,) = decide(self.model.tables[node.decision], vars)
        return decision

    def answer(self, operation: str, params: Mapping[str, object]) -> object:
        """The same for each ask of one step, whichever side asks first."""
        mixed = random.Random(f"{self.seed}/{len(self.acts)}/{operation}")
        return mixed.choice(self.process.asks[operation])

    # ---- running

    def verdict(self) -> str | Difference:
        opening = self.random.choice(self.process.openings)
        step = self.engine.start(self.flow, opening.vars, door=opening.door, ask=self.answer)
        self.machine.open(opening.vars, opening.door)
        for _ in range(MOST_STEPS):
            difference = self.compare(step)
            self.visited |= {visit.node for visit in step.visited}
            if difference:
                return difference
            if step.ended is not None:
                return "ended"
            item = self.choose()
            if item is None:
                return "twins"
            step = self.act(step, item)
        return "long"

    def choose(self) -> Item | None:
        items = [item for item in self.machine.items() if item.kind != "condition"]
        tasks = [item for item in items if item.kind == "task"]
        chosen = self.random.choice(tasks if tasks and self.random.random() < SOONER_TASKS else items)
        same = [item for item in items if (item.kind, item.node, item.key) == (chosen.kind, chosen.node, chosen.key)]
        self.acts.append(f"{chosen.kind} {chosen.node} {chosen.key}")
        return chosen if len(same) == 1 else None

    def act(self, step: Step, item: Item) -> Step:
        targets = self.targets(step, item) if item.kind == "task" else []
        if targets and self.random.random() < self.sent_back and len(self.acts) < self.back_until:
            return self.send_back(step, item, *self.random.choice(targets))
        return self.go_on(step, item)

    def targets(self, step: Step, item: Item) -> list[tuple[int, str]]:
        """How many containers outwards, and the task there."""
        task = next(t for t in step.open_tasks if (t.node, t.key) == (item.node, item.key))
        return [(up, to) for up, (_, node) in enumerate(task.ways) for to in sorted(self.flow.return_targets(node))]

    def send_back(self, step: Step, item: Item, up: int, target: str) -> Step:
        assert step.snapshot is not None
        task = next(t for t in step.open_tasks if (t.node, t.key) == (item.node, item.key))
        straight = self.random.random() < 0.5
        self.acts.append(f"back to {target}{' and straight back' if straight else ''}{f', out of {up}' if up else ''}")
        self.backs.append(up)
        self.machine.send_back(item, target, straight, up)
        return self.engine.jump(self.flow, step.snapshot, task.id, target, ask=self.answer, straight_back=straight)

    def go_on(self, step: Step, item: Item) -> Step:
        assert step.snapshot is not None
        answers = self.random.choice(self.process.answers.get(item.node, ({},)))
        self.machine.act(item, answers)
        if item.kind == "task":
            task = next(t for t in step.open_tasks if (t.node, t.key) == (item.node, item.key))
            return self.engine.complete(self.flow, step.snapshot, task.id, answers, ask=self.answer)
        wait = next(w for w in step.waiting if (w.kind, w.node, w.key) == (item.kind, item.node, item.key))
        if item.kind == "message":
            return self.engine.send(self.flow, step.snapshot, wait.id, item.node, answers, ask=self.answer)
        return self.engine.wake(self.flow, step.snapshot, wait.id, item.node, ask=self.answer)

    # ---- comparing

    def compare(self, step: Step) -> Difference | None:
        pairs: tuple[tuple[str, Callable[[Step], object], Callable[[], object]], ...] = (
            ("open", _open, self._open),
            ("effects", lambda s: sorted((e.op, e.node, e.key) for e in s.effects), self._effects),
            ("visited", lambda s: sorted(v.node for v in s.visited), lambda: sorted(self.machine.visited)),
            ("data", _data, self._data),
            ("end", lambda s: s.ended, self._end),
        )
        for what, engine, oracle in pairs:
            if engine(step) != oracle():
                return Difference(what, engine(step), oracle(), tuple(self.acts[-6:]))
        return None

    def _open(self) -> object:
        return sorted(
            (item.kind, item.node, str(item.key), _name(item.kind, item.name)) for item in self.machine.items()
        )

    def _effects(self) -> object:
        return sorted(self.machine.effects)

    def _end(self) -> object:
        return None if self.machine.top.tokens else self.machine.ended

    def _data(self) -> object:
        return sorted(self._seen_by(item) for item in self.machine.items() if item.kind == "task")

    def _seen_by(self, item: Item) -> tuple[str, str, str]:
        scope = scope_at(self.machine.top, item.way)
        vars = dict(scope.vars)
        node = self.model.node(item.node)
        if item.child >= 0 and node.many:
            vars[node.many.item] = vars[node.many.items][item.key[-1]]
        return item.node, str(item.key), repr(sorted(vars.items()))


def _open(step: Step) -> object:
    tasks = [("task", task.node, str(task.key), "") for task in step.open_tasks]
    return sorted(tasks + [(w.kind, w.node, str(w.key), _name(w.kind, w.name)) for w in step.waiting])


def _data(step: Step) -> object:
    return sorted((task.node, str(task.key), repr(sorted(task.data.items()))) for task in step.open_tasks)


def _name(kind: str, name: str) -> str:
    return "" if kind == "condition" else name
