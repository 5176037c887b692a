"""Visits every state that a drawing can reach, once. What is wrong in a state is said in findings.py."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field

from app.procedures.walk.choices import every_outcome
from app.procedures.walk.domains import Answers, World
from app.procedures.walk.drawing import EVENT_SUBPROCESS, Model
from app.procedures.walk.findings import Found, Path, found
from app.procedures.walk.horizon import Horizon
from app.procedures.walk.live import Liveness
from app.procedures.walk.machine import Machine
from app.procedures.walk.marking import Scope
from app.procedures.walk.moves import Port, Stuck
from app.procedures.walk.rules import Passed, Rules
from app.procedures.walk.waits import Item


@dataclass(frozen=True)
class Limits:
    states: int = 200_000
    seconds: float = 10.0
    tokens: int = 2  # a node, at once


@dataclass(frozen=True)
class Choice:
    """One way a task can go. `passed`: what a called diagram, taken as one step, passes inside."""

    answers: Answers
    passed: tuple[str, ...] = ()


@dataclass
class State:
    machine: Machine
    passed: Passed
    trail: tuple[str, ...]  # what a called diagram has passed of its caller's invariants


@dataclass
class Walk:
    """One walk over one drawing: everything it has seen."""

    model: Model
    world: World
    rules: Rules
    outer: Rules  # of the caller, for a called diagram that is walked alone
    limits: Limits = field(default_factory=Limits)
    steps_inside: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.live = Liveness(self.model, self.world)
        self.horizon = Horizon(self.model, self.rules)
        self.began = time.thread_time()  # of the processor: a busy machine must not refuse a drawing
        self.seconds = 0.0
        self.steps = 0
        self.seen: dict[Hashable, int] = {}
        self.came: list[tuple[int, str]] = []  # first way to each state: the state before, and the act
        self.before: list[list[int]] = []  # all states before
        self.queue: deque[tuple[int, State]] = deque()
        self.visited: set[str] = set()
        self.ends: Counter[str] = Counter()
        self.ended: list[int] = []
        self.outcomes: list[State] = []
        self.faults: dict[tuple[str, str, str], Found] = {}

    # ---- walking

    def run(self) -> None:
        self._open()
        while self.queue and not self._too_many():
            index, state = self.queue.popleft()
            if state.machine.top.tokens:
                self._spread(index, state)
            else:
                self._end(index, state)
        if not self._too_many():
            self._judge_whole()
        self.seconds = time.thread_time() - self.began

    def _open(self) -> None:
        for opening in self.world.openings():

            def make(port: Port, door: str | None = opening.door, vars: Answers = opening.vars) -> Machine:
                machine = Machine(self.model, port, self.rules.watch)
                machine.open(vars, door)
                return machine

            label = _label(opening.door or self.model.process, opening.vars)
            for outcome in every_outcome(self.world, make):
                self._arrive(-1, label, self.rules.nothing, (), outcome)

    def _spread(self, index: int, state: State) -> None:
        items = [item for item in state.machine.items() if item.kind != "condition"]
        if not items:
            self._fault("hangs", index, self._last_node(index))
        self._two_waits(index, state.machine, items)
        for item in items:
            if not self._crowded(state.machine.top, item):
                self._try(index, state, item)

    def _crowded(self, top: Scope, item: Item) -> bool:
        """Event subprocesses may come any number of times; so many at once tell all."""
        if item.token >= 0 or item.way:
            return False
        node = self.model.home[item.node].id
        return sum(token.node == node for token in top.tokens) >= self.limits.tokens

    def _try(self, index: int, state: State, item: Item) -> None:
        for choice in self._choices(item):

            def make(port: Port, choice: Choice = choice) -> Machine:
                machine = state.machine.clone(port)
                machine.act(item, choice.answers)
                return machine

            label = _label(item.node, choice.answers)
            for outcome in every_outcome(self.world, make):
                if isinstance(outcome, Machine):
                    outcome.visited[:0] = choice.passed
                self._arrive(index, label, state.passed, state.trail, outcome)

    def _choices(self, item: Item) -> tuple[Choice, ...]:
        if item.node in self.steps_inside and item.kind == "task":
            return self.steps_inside[item.node]
        if item.kind == "timer":
            return (Choice({}),)
        return tuple(map(Choice, self.world.answers(item.node)))

    def _arrive(self, index: int, label: str, passed: Passed, trail: tuple[str, ...], outcome: Machine | Stuck) -> None:
        self.steps += 1
        if isinstance(outcome, Stuck):
            self._fault(outcome.reason, index, outcome.node, outcome.detail, label)
            return
        self.visited |= set(outcome.visited)
        self._judge_act(index, label, passed, outcome)
        piled = _piled(outcome.top, self.model, self.limits.tokens)
        if piled:
            self._fault("piles", index, piled, str(self.limits.tokens), label)
            return
        seen = self.horizon.seen(self.rules.passed(passed, outcome.visited), outcome.top)
        self._keep(index, label, State(outcome, seen, self.outer.milestones(trail, outcome.visited)))

    def _keep(self, index: int, label: str, state: State) -> None:
        machine = state.machine
        key = (self.live.form(machine.top), state.passed, state.trail, None if machine.top.tokens else machine.ended)
        number = self.seen.setdefault(key, len(self.seen))
        if number == len(self.came):
            self.came.append((index, label))
            self.before.append([])
            self.queue.append((number, state))
        if index >= 0:
            self.before[number].append(index)

    def _end(self, index: int, state: State) -> None:
        self.ends[state.machine.ended or ""] += 1
        self.ended.append(index)
        self.outcomes.append(state)

    # ---- judging

    def _judge_act(self, index: int, label: str, passed: Passed, machine: Machine) -> None:
        for node in sorted(machine.doubled):
            self._fault("two ways", index, node, "", label)
        for code, rule in self.rules.broken(passed, machine.visited, machine.clashes):
            detail = rule.needs or rule.never_while or str(rule.at_most)
            self._fault(code, index, rule.node, detail, label, rule.sentence)

    def _two_waits(self, index: int, machine: Machine, items: list[Item]) -> None:
        names = Counter((item.name, item.key) for item in items if item.kind == "message")
        for token in machine.top.all_tokens():
            names.update((name, ()) for name in self.model.node(token.node).awaits)
        for name, _ in (pair for pair, count in names.items() if count > 1):
            self._fault("two waits", index, name, name)

    def _judge_whole(self) -> None:
        good = self._can_end()
        stray = next((state for state in range(len(self.seen)) if state not in good), None)
        stuck = any(fault.code in ("hangs", "piles", "no way", "unreadable") for fault in self.faults.values())
        if stray is not None and not stuck:
            self._fault("no end", stray, self._last_node(stray))
        for node in self.model.nodes():
            if node.id not in self.visited:
                self.faults["unreached", node.id, ""] = found("unreached", node.id, node.title)

    def _can_end(self) -> set[int]:
        good: set[int] = set()
        todo = list(self.ended)
        while todo:
            state = todo.pop()
            if state not in good:
                good.add(state)
                todo += self.before[state]
        return good

    def _too_many(self) -> bool:
        """Refused, with the element to split: the one inside which most differing states were found."""
        late = time.thread_time() - self.began > self.limits.seconds
        if not late and len(self.seen) <= self.limits.states:
            return False
        what = f" {self.limits.seconds:g} 秒" if late else f" {self.limits.states} 个"
        node = self._busiest()
        self.faults["too many", node, ""] = found("too many", node, self._title(node), what)
        return True

    def _busiest(self) -> str:
        inside: dict[str, set[Hashable]] = {}
        for _, state in list(self.queue)[:2000]:
            for token in state.machine.top.tokens:
                forms = {self.live.form(child.scope) for child in token.children or () if child.scope}
                inside.setdefault(token.node, set()).update(forms)
        return max(inside, key=lambda node: len(inside[node]), default=self.model.process)

    # ---- telling

    def _fault(self, code: str, index: int, node: str, detail: str = "", label: str = "", sentence: str = "") -> None:
        if (code, node, detail) not in self.faults:
            path = (*self.path(index), label) if label else self.path(index)
            titled = self._title(detail) if code in ("needs", "never while") else detail
            self.faults[code, node, detail] = found(code, node, self._title(node), titled, path, sentence)

    def path(self, index: int) -> Path:
        steps: list[str] = []
        while index >= 0:
            index, label = self.came[index]
            steps.append(label)
        return tuple(reversed(steps))

    def _title(self, node: str) -> str:
        return self.model.node(node).title or node if node in self.model.home else node

    def _last_node(self, index: int) -> str:
        return self.came[index][1].split("（")[0]


def _label(node: str, answers: Answers) -> str:
    shown = "，".join(f"{key}={value}" for key, value in answers.items())
    return f"{node}（{shown}）" if shown else node


def _piled(scope: Scope, model: Model, most: int) -> str:
    """The first node of any scope with more tokens than allowed; what waits at a join is counted by its flow."""
    nodes = model.containers[scope.container].nodes
    counts = Counter((t.node, t.via) for t in scope.tokens if nodes[t.node].kind != EVENT_SUBPROCESS)
    for (node, _), count in counts.items():
        if count > most:
            return node
    return next(filter(None, _piled_inside(scope, model, most)), "")


def _piled_inside(scope: Scope, model: Model, most: int) -> Iterator[str]:
    for token in scope.tokens:
        for child in token.children or ():
            if child.scope:
                yield _piled(child.scope, model, most)
