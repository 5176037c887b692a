"""A drawing as the walk needs it: containers, nodes, flows, decision tables, all frozen. Reading XML is in read.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from app.domain.expressions import Expression

EventKind = Literal["message", "timer", "condition", "terminate", "other"]

EVENT_SUBPROCESS = "eventSubprocess"
PEOPLE = ("userTask", "manualTask")
STANDS = (*PEOPLE, "intermediateCatchEvent", "eventBasedGateway", "receiveTask")  # a token waits here for the world


@dataclass(frozen=True, slots=True)
class Flow:
    id: str
    source: str
    target: str
    condition: Expression | None = None


@dataclass(frozen=True, slots=True)
class Event:
    kind: EventKind
    name: str = ""  # of the message, of the timer's limit
    condition: Expression | None = None


@dataclass(frozen=True, slots=True)
class Many:
    """One instance for each item of a list; empty names where the drawing has none."""

    items: str
    item: str = ""
    results: str = ""
    result: str = ""
    in_turn: bool = False


@dataclass(frozen=True, slots=True)
class AnyTime:
    """An event subprocess: its start event begins it at any time while its container runs."""

    start: str
    node: str
    event: Event
    interrupting: bool


@dataclass(frozen=True)
class Node:
    id: str
    kind: str  # BPMN's local name, or EVENT_SUBPROCESS
    title: str = ""
    out: tuple[Flow, ...] = ()
    sources: frozenset[str] = frozenset()
    default: str | None = None
    event: Event | None = None
    inside: str | None = None  # the container of a subprocess or called diagram
    called: bool = False
    many: Many | None = None
    boundary: tuple[str, ...] = ()
    interrupts: bool = True
    operation: str = ""
    params: tuple[Expression, ...] = ()
    result: str = ""
    decision: str = ""
    awaits: tuple[str, ...] = ()  # messages that a called diagram, taken as one step, may wait for inside
    takes: tuple[str, ...] = ()  # data that it must be handed
    passes: tuple[str, ...] = ()  # nodes of invariants that lie inside it

    @property
    def asks(self) -> bool:
        return self.operation.startswith("ask.")


@dataclass(frozen=True)
class Container:
    """A process, a subprocess or a called diagram. `inputs` is None where no data are declared: all go in."""

    id: str
    file: str
    nodes: Mapping[str, Node]
    starts: tuple[str, ...]
    any_time: tuple[AnyTime, ...] = ()
    inputs: tuple[str, ...] | None = None
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    cells: tuple[Expression | None, ...]  # over the name CELL; None matches all
    results: tuple[Expression, ...]


@dataclass(frozen=True)
class Table:
    id: str
    inputs: tuple[Expression, ...]
    outputs: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Model:
    process: str
    containers: Mapping[str, Container]
    tables: Mapping[str, Table] = field(default_factory=dict)

    @cached_property
    def home(self) -> Mapping[str, Container]:
        """The container of each node; ids are unique over a procedure and what it calls."""
        return {node: container for container in self.containers.values() for node in container.nodes}

    def node(self, node: str) -> Node:
        return self.home[node].nodes[node]

    def nodes(self) -> Iterator[Node]:
        for container in self.containers.values():
            yield from container.nodes.values()

    def reachable_from(self, process: str) -> Model:
        """The process with what it holds and calls, and nothing else."""
        found, todo = dict[str, Container](), [process]
        while todo:
            container = self.containers[todo.pop()]
            found[container.id] = container
            inside = (node.inside for node in container.nodes.values())
            todo += [name for name in inside if name and name in self.containers and name not in found]
        return Model(process, found, self.tables)

    def with_nodes(self, changed: Mapping[str, Node]) -> Model:
        containers = {
            key: replace(c, nodes={name: changed.get(name, node) for name, node in c.nodes.items()})
            for key, c in self.containers.items()
        }
        return Model(self.process, containers, self.tables)
