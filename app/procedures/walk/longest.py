"""The longest lawful time of a procedure, in working days: everything as late as its limit lets it be, and no later.

A rough figure for people: calendar days, months and years count as their worst number of working days, nothing is
paused, and no loop is gone round again. What no limit bounds is listed instead. As in a running case, a limit that
begins in one of several side by side is that one's own: the others neither meet it nor begin it anew.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from app.procedures.model import Limit, Procedure
from app.procedures.walk import paths
from app.procedures.walk.adapter import domains_of
from app.procedures.walk.choices import every_outcome
from app.procedures.walk.domains import World
from app.procedures.walk.drawing import Model, Node
from app.procedures.walk.live import Liveness
from app.procedures.walk.machine import Machine
from app.procedures.walk.marking import Key
from app.procedures.walk.moves import Port, Stuck
from app.procedures.walk.paths import Edge
from app.procedures.walk.read import read_model
from app.procedures.walk.waits import Item

MOST_STATES = 50_000
WORKDAYS = {"workdays": 1.0, "days": 5 / 7, "months": 22.0, "years": 250.0}


class Clock(NamedTuple):
    """Of a limit that an act began (its key), or of a timer (its node) by itself; `part`: in which of several."""

    name: str
    part: Key
    timer: bool = False


Clocks = dict[Clock, int]


@dataclass(frozen=True)
class Longest:
    workdays: int
    path: tuple[str, ...]
    loops: tuple[str, ...]  # acts of loops that take time and may be gone round for ever
    unlimited: tuple[str, ...]  # tasks that no limit binds
    outside: tuple[str, ...]  # waits for a message that no limit bounds
    complete: bool  # False: too many states, the figure is a lower bound


def longest(procedure: Procedure) -> Longest:
    model = read_model(procedure.process, procedure.drawings)
    world = World(model, domains_of(procedure, model))
    return _Times(procedure, model, world).run()


def in_workdays(length: int, unit: str) -> int:
    return ceil(length * WORKDAYS[unit])


class _Times:
    def __init__(self, procedure: Procedure, model: Model, world: World) -> None:
        self.limits, self.model, self.world = procedure.limits, model, world
        self.live = Liveness(model, world)
        self.seen: dict[Hashable, int] = {}
        self.queue: deque[tuple[int, Machine, Clocks]] = deque()
        self.anchors = {node.id: frozenset(_anchors(model, node.id)) for node in model.nodes()}
        self.marked = {node.id: [li for li in self.limits.values() if _marks(node, li)] for node in model.nodes()}
        self.unlimited: set[str] = set()
        self.outside: set[str] = set()

    def run(self) -> Longest:
        graph: dict[int, list[Edge]] = {}
        starts = list(self._open())
        while self.queue and len(self.seen) < MOST_STATES:
            index, machine, clocks = self.queue.popleft()
            graph[index] = list(self._edges(machine, clocks))
        complete = not self.queue
        graph.update({index: [] for index, _, _ in self.queue})
        part = paths.parts(graph)
        days, path = paths.longest(graph, starts)
        loops = tuple(sorted(paths.endless(graph, part, self.unlimited)))
        return Longest(days, path, loops, tuple(sorted(self.unlimited)), tuple(sorted(self.outside)), complete)

    def _open(self) -> Iterator[int]:
        for opening in self.world.openings():

            def make(port: Port, opening: object = opening) -> Machine:
                machine = Machine(self.model, port)
                machine.open(opening.vars, opening.door)  # type: ignore[attr-defined]
                return machine

            for outcome in every_outcome(self.world, make):
                if not isinstance(outcome, Stuck):
                    yield self._keep(outcome, self._ticked(outcome, self._from_the_start()))

    def _from_the_start(self) -> Clocks:
        # What began with the last edition began before the case: how much of it is left, nobody knows here.
        begun = [limit for limit in self.limits.values() if limit.start.with_case and not limit.start.register]
        return {Clock(limit.key, ()): _length(limit) for limit in begun}

    def _keep(self, machine: Machine, clocks: Clocks) -> int:
        timed: dict[Key, list[tuple[str, int]]] = {}
        for clock, days in sorted(clocks.items(), key=str):
            timed.setdefault(clock.part, []).append((clock.name, days))
        form = self.live.form(machine.top, note=lambda part: tuple(timed.get(part, ())))
        key = (form, None if machine.top.tokens else machine.ended)
        known = len(self.seen)
        number = self.seen.setdefault(key, known)
        if number == known:
            self.queue.append((number, machine, clocks))
        return number

    # ---- clocks

    def _ticked(self, machine: Machine, clocks: Clocks) -> Clocks:
        """Limits that the last act began, met or extended; a timer that begins to wait brings its own clock."""
        begun, visits = dict(clocks), list(zip(machine.visited, machine.keys, strict=True))
        for node, part in visits:
            for limit in self.marked[node]:
                self._mark(limit, node, part, begun)
        items = machine.items()
        alive = {clock: days for clock, days in begun.items()
                 if not clock.timer and any(_within(item.key, clock.part) for item in items)}
        for item in (item for item in items if item.kind == "timer"):
            anew = any(node in self.anchors[item.node] and _within(item.key, part) for node, part in visits)
            clock = Clock(item.node, item.key, timer=True)
            days = self._of_timer(item, alive, None if anew else clocks.get(clock))
            if days is not None:
                alive[clock] = days
        return alive

    def _mark(self, limit: Limit, node: str, part: Key, clocks: Clocks) -> None:
        if limit.start.node == node:
            clocks.setdefault(Clock(limit.key, part), _length(limit))
        running = [c for c in clocks if c.name == limit.key and not c.timer and _within(part, c.part)]
        for clock in running:
            if limit.extension and _extends(self.model.node(node), limit.key):
                clocks[clock] += in_workdays(limit.extension.to - limit.length, limit.unit)
            if node in limit.met_by:
                del clocks[clock]

    def _of_timer(self, item: Item, clocks: Clocks, left: int | None) -> int | None:
        """A timer of a limit that an act begins runs with the limit; any other begins when it begins to wait."""
        key, _, point = item.name.partition("@")
        limit = self.limits.get(key)
        if limit is None or limit.start.node or limit.start.with_case:
            near = [c for c in clocks if c.name == key and not c.timer and _within(item.key, c.part)]
            return clocks[max(near, key=lambda clock: len(clock.part))] if near else None
        share = float(point.rstrip("%")) / 100 if point else 1.0
        return ceil(_length(limit) * share) if left is None else left

    # ---- the next acts

    def _edges(self, machine: Machine, clocks: Clocks) -> Iterator[Edge]:
        duties = list(self._duties(machine, clocks))
        wait = max(0, min((left for left, _ in duties), default=0))
        for item in _in_turn([item for left, item in duties if left <= wait]):
            answers = self.world.answers(item.node) if item.kind != "timer" else ({},)
            for given in answers:
                yield from self._outcomes(machine, clocks, (item, given), wait)

    def _outcomes(
        self, machine: Machine, clocks: Clocks, act: tuple[Item, Mapping[str, object]], wait: int
    ) -> Iterator[Edge]:
        item, given = act

        def make(port: Port) -> Machine:
            copy = machine.clone(port)
            copy.act(item, given)
            return copy

        later = {clock: days - wait for clock, days in clocks.items()}
        for outcome in every_outcome(self.world, make):
            if not isinstance(outcome, Stuck):
                yield Edge(self._keep(outcome, self._ticked(outcome, later)), wait, item.node)

    def _duties(self, machine: Machine, clocks: Clocks) -> Iterator[tuple[int, Item]]:
        """What must happen for the case to go on, and how long the law lets it wait."""
        items = machine.items()
        for item in items:
            if item.token < 0 or (item.kind == "timer" and not self._moves_on(item)):
                continue
            if item.kind == "timer" and (clock := Clock(item.node, item.key, timer=True)) in clocks:
                yield clocks[clock], item
            elif item.kind in ("task", "message"):
                bounds = self._bounds(items, item, clocks)
                if not bounds:
                    (self.unlimited if item.kind == "task" else self.outside).add(item.node)
                yield min(bounds, default=0), item

    def _moves_on(self, item: Item) -> bool:
        node = self.model.node(item.node)
        return node.interrupts if node.kind == "boundaryEvent" else True

    def _bounds(self, items: Sequence[Item], item: Item, clocks: Clocks) -> list[int]:
        """Limits of the case and of its part, and timers on the item's own token or on what it lies in."""
        around = {*((item.way[:depth], place) for depth, (place, _) in enumerate(item.way)), (item.way, item.token)}
        near = [i for i in items if i.kind == "timer" and ((i.way, i.token) in around or _in_scope(i, item))]
        own = {Clock(timer.node, timer.key, timer=True) for timer in near}
        return [days for clock, days in clocks.items()
                if (clock in own if clock.timer else _within(item.key, clock.part))]


def _anchors(model: Model, node: str) -> Iterator[str]:
    """Whose completion means that a timer seen again at this node is another one.

    A multi-instance is no anchor: it is passed once for each instance, and its timer goes on.
    """
    container = model.home[node]
    yield node
    for other in container.nodes.values():
        waits_here = other.kind == "eventBasedGateway" and any(flow.target == node for flow in other.out)
        if (node in other.boundary or waits_here) and not other.many:
            yield other.id
    for holder in model.nodes():
        if holder.inside == container.id and not holder.many:
            yield from _anchors(model, holder.id)


def _in_turn(due: Sequence[Item]) -> Iterator[Item]:
    """Of what is due at once in several instances side by side, only the first one's: the order changes no time."""
    first = min((str(item.key[0]) for item in due if item.key), default=None)
    return (item for item in due if not item.key or str(item.key[0]) == first)


def _within(key: Key, part: Key) -> bool:
    """Whether one of several lies in this part of the case; () is the whole."""
    return key[: len(part)] == part


def _in_scope(timer: Item, item: Item) -> bool:
    """A timer of an event subprocess counts for everything in its scope."""
    return timer.token < 0 and item.way[: len(timer.way)] == timer.way


def _length(limit: Limit) -> int:
    return in_workdays(limit.length, limit.unit)


def _marks(node: Node, limit: Limit) -> bool:
    return node.id in (limit.start.node, *limit.met_by) or _extends(node, limit.key)


def _extends(node: Node, key: str) -> bool:
    return node.operation == "extend" and any(param.text.strip("'\"") == key for param in node.params)
