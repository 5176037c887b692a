"""A BPMN file as plain data: scopes, elements, edges. Reads leniently and judges nothing (refusals.py does)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
_FLOW_NODES = (
    "startEvent endEvent intermediateCatchEvent boundaryEvent userTask serviceTask businessRuleTask subProcess "
    "callActivity exclusiveGateway parallelGateway eventBasedGateway"
)
FLOW_NODES = frozenset(_FLOW_NODES.split())
XmlElement = Any


@dataclass(slots=True)
class Event:
    """kind: message, timer, condition, terminate, or none; text: the message's name or the expression."""

    kind: str = "none"
    text: str = ""


@dataclass(slots=True)
class Many:
    items: str
    item: str
    output: str
    output_item: str
    sequential: bool


@dataclass(slots=True)
class Edge:
    id: str
    source: str
    target: str
    condition: str


@dataclass(slots=True)
class Element:
    id: str
    tag: str
    title: str
    file: str
    lane: str
    event: Event
    many: Many | None
    props: dict[str, str]
    params: dict[str, str] = field(default_factory=dict)
    attached: str = ""
    interrupting: bool = True
    default: str = ""
    at_any_time: bool = False
    called: str = ""
    decision: str = ""
    operation: str = ""
    result: str = ""


@dataclass(slots=True)
class Scope:
    """A process or a subprocess: what runs together, ends together and shares its data."""

    id: str
    title: str
    file: str
    parent: str
    declares_data: bool
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    elements: dict[str, Element] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)

    def starts(self) -> list[Element]:
        return [e for e in self.elements.values() if e.tag == "startEvent"]

    def boundaries(self, host: str) -> list[Element]:
        return [e for e in self.elements.values() if e.tag == "boundaryEvent" and e.attached == host]


def local(node: XmlElement) -> str:
    """The BPMN name of an XML node, or empty for anything else (comments, extensions of other tools)."""
    tag = node.tag
    return tag[len(BPMN) :] if isinstance(tag, str) and tag.startswith(BPMN) else ""


def read_scopes(root: XmlElement, file: str) -> list[Scope]:
    """Every process and subprocess of a file, outer ones before inner ones."""
    messages = {m.get("id", ""): m.get("name") or "" for m in root.iter(BPMN + "message")}
    page = _Page(file, messages, _lanes(root))
    for process in root.iter(BPMN + "process"):
        _read_scope(process, "", "", page)
    return page.scopes


def _lanes(root: XmlElement) -> dict[str, str]:
    # Inner lanes come later in the document and win: they say more.
    return {
        (ref.text or "").strip(): lane.get("id", "")
        for lane in root.iter(BPMN + "lane")
        for ref in lane.iterfind(BPMN + "flowNodeRef")
    }


@dataclass(slots=True)
class _Page:
    """One file while it is read: what its scopes share."""

    file: str
    messages: dict[str, str]
    lanes: dict[str, str]
    scopes: list[Scope] = field(default_factory=list)


def _read_scope(node: XmlElement, parent: str, lane: str, page: _Page) -> None:
    scope = _empty_scope(node, parent, page.file)
    page.scopes.append(scope)
    for child in node:
        name = local(child)
        if name == "sequenceFlow":
            scope.edges.append(_edge(child))
        elif name in FLOW_NODES:
            element = _element(child, name, page.lanes.get(child.get("id", "")) or lane, page)
            scope.elements[element.id] = element
            if name == "subProcess":
                _read_scope(child, scope.id, element.lane, page)


def _empty_scope(node: XmlElement, parent: str, file: str) -> Scope:
    io = node.find(BPMN + "ioSpecification")
    # Without both sets SpiffWorkflow ignores the declaration in silence, and everything goes in and out.
    sets = io is not None and io.find(BPMN + "inputSet") is not None and io.find(BPMN + "outputSet") is not None
    inputs, outputs = _refs(io, "dataInput"), _refs(io, "dataOutput")
    return Scope(node.get("id", ""), node.get("name", ""), file, parent, sets, inputs, outputs)


def _refs(io: XmlElement | None, name: str) -> tuple[str, ...]:
    """Names in the inputSet or outputSet; the sets name ids of dataInput and dataOutput."""
    if io is None:
        return ()
    names = {d.get("id", ""): d.get("name") or d.get("id", "") for d in io.iterfind(BPMN + name)}
    return tuple(names[r.text] for r in io.iter(f"{BPMN}{name}Refs") if r.text in names)


def _edge(node: XmlElement) -> Edge:
    return Edge(
        node.get("id", ""), node.get("sourceRef", ""), node.get("targetRef", ""), _text_of(node, "conditionExpression")
    )


def _text_of(node: XmlElement, name: str) -> str:
    child = node.find(BPMN + name)
    return (child.text or "").strip() if child is not None else ""


def _element(node: XmlElement, name: str, lane: str, page: _Page) -> Element:
    props = dict(_properties(node))
    element = Element(
        id=node.get("id", ""), tag=name, title=node.get("name", ""), file=page.file, lane=props.get("lane") or lane,
        event=_event(node, page.messages), many=_many(node), props=props,
    )  # fmt: skip
    element.attached = node.get("attachedToRef", "")
    element.interrupting = node.get("cancelActivity", node.get("isInterrupting", "true")) != "false"
    element.default = node.get("default", "")
    element.at_any_time = node.get("triggeredByEvent") == "true"
    element.called = node.get("calledElement", "")
    _extensions(node, element)
    return element


def _properties(node: XmlElement) -> Iterator[tuple[str, str]]:
    for item in node.iterfind(f"{BPMN}extensionElements/{SPIFF}properties/{SPIFF}property"):
        yield item.get("name", ""), item.get("value", "")


def _extensions(node: XmlElement, element: Element) -> None:
    decision = node.find(f"{BPMN}extensionElements/{SPIFF}calledDecisionId")
    element.decision = (decision.text or "").strip() if decision is not None else ""
    operator = node.find(f"{BPMN}extensionElements/{SPIFF}serviceTaskOperator")
    if operator is not None:
        element.operation, element.result = operator.get("id", ""), operator.get("resultVariable", "")
        element.params = {p.get("id", ""): p.get("value", "") for p in operator.iter(SPIFF + "parameter")}


def _event(node: XmlElement, messages: dict[str, str]) -> Event:
    for child in node:
        match local(child):
            case "messageEventDefinition":
                return Event("message", messages.get(child.get("messageRef", ""), ""))
            case "timerEventDefinition":
                return Event("timer", _text_of(child, "timeDate"))
            case "conditionalEventDefinition":
                return Event("condition", _text_of(child, "condition"))
            case "terminateEventDefinition":
                return Event("terminate")
    return Event()


def _many(node: XmlElement) -> Many | None:
    loop = node.find(BPMN + "multiInstanceLoopCharacteristics")
    if loop is None:
        return None
    return Many(
        _text_of(loop, "loopDataInputRef"), _item(loop, "inputDataItem"), _text_of(loop, "loopDataOutputRef"),
        _item(loop, "outputDataItem"), loop.get("isSequential") == "true",
    )  # fmt: skip


def _item(loop: XmlElement, name: str) -> str:
    item = loop.find(BPMN + name)
    return (item.get("name") or item.get("id", "")) if item is not None else ""


def safe_parser() -> etree.XMLParser:
    """lxml 6 refuses bombs and outside entities by itself; said again here, because a default can change."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
