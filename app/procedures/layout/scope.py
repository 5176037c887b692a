"""One flow container of a drawing (a process, an expanded subprocess) and what the layout learns. No arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from app.procedures.layout.boxes import EVENT, GATEWAY, TASK, Box, Point

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
NODE_ENDINGS = ("Event", "Gateway", "Task", "task", "callActivity", "subProcess")

COLUMN = 160  # a task and the gap behind it

Element = Any


def tag(name: str, namespace: str = MODEL) -> str:
    return f"{{{namespace}}}{name}"


def kind(element: Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


@dataclass(frozen=True)
class Flow:
    id: str
    source: str
    target: str
    name: str


@dataclass(frozen=True)
class Lane:
    id: str
    members: tuple[str, ...]


@dataclass
class LaneBand:
    id: str
    top: float
    bottom: float


@dataclass
class Scope:
    """Coordinates are relative to the container until `shift` moves it to its place."""

    nodes: dict[str, Element]
    flows: list[Flow]
    lanes: list[Lane]
    host: dict[str, str]  # boundary event -> the activity it sits on
    inner: dict[str, Scope]
    column: dict[str, int] = field(default_factory=dict)  # the first, where it spans several
    row: dict[str, int] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    box: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, list[Point]] = field(default_factory=dict)
    bands: list[LaneBand] = field(default_factory=list)
    width: float = 0
    height: float = 0

    @property
    def lane(self) -> dict[str, int]:
        return {node: index for index, lane in enumerate(self.lanes) for node in lane.members}

    @property
    def apart(self) -> list[str]:
        """Event subprocesses: no line leads to them, they stand at the foot of their lane."""
        return [node for node, element in self.nodes.items() if element.get("triggeredByEvent") == "true"]

    def size(self, node: str) -> tuple[float, float]:
        if node in self.inner:
            return self.inner[node].width, self.inner[node].height
        name = kind(self.nodes[node])
        return EVENT if name.endswith("Event") else GATEWAY if name.endswith("Gateway") else TASK

    def span(self, node: str) -> int:
        """Columns that a node takes: a wide subprocess does not stretch one column of all other lanes."""
        return max(1, -(-int(self.size(node)[0]) // COLUMN)) if node in self.inner else 1

    def last_column(self, node: str) -> int:
        return self.column[node] + self.span(node) - 1

    def name(self, node: str) -> str:
        return self.nodes[node].get("name") or ""

    def labelled(self, node: str) -> bool:
        """Whether the name stands beside the shape (events, gateways) and not inside it."""
        return bool(self.name(node)) and kind(self.nodes[node]).endswith(("Event", "Gateway"))

    def on_host(self, node: str) -> str:
        """The node that takes a boundary event's place in the order of things."""
        return self.host.get(node, node)

    def shift(self, dx: float, dy: float) -> None:
        for box in self.box.values():
            box.shift(dx, dy)
        for scope in self.inner.values():
            scope.shift(dx, dy)

    def walk(self) -> Iterator[Scope]:
        yield self
        for scope in self.inner.values():
            yield from scope.walk()


def read_scope(container: Element, lanes: list[Lane] | None = None) -> Scope:
    nodes = {child.get("id"): child for child in container if kind(child).endswith(NODE_ENDINGS)}
    return Scope(
        nodes=nodes,
        flows=[_flow(child) for child in container.iterfind(tag("sequenceFlow"))],
        lanes=lanes or [Lane("", tuple(nodes))],
        host={node: e.get("attachedToRef") for node, e in nodes.items() if kind(e) == "boundaryEvent"},
        inner={node: read_scope(e) for node, e in nodes.items() if kind(e) == "subProcess"},
    )


def read_lanes(process: Element) -> list[Lane]:
    return [
        Lane(lane.get("id"), tuple((ref.text or "").strip() for ref in lane.iterfind(tag("flowNodeRef"))))
        for lane in process.iterfind(f"{tag('laneSet')}/{tag('lane')}")
    ]


def _flow(element: Element) -> Flow:
    return Flow(element.get("id"), element.get("sourceRef"), element.get("targetRef"), element.get("name") or "")
