"""Reads one BPMN file into nodes, flows and names. How it runs is the engine's; whether it is sound, the walk's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from lxml import etree

from app.procedures.drawing_node import BPMN, EVENTS, TASKS, texts_below
from app.procedures.drawing_node import node as read_node
from app.procedures.model import Node

_NODES = EVENTS | TASKS | {"exclusiveGateway", "parallelGateway", "eventBasedGateway", "callActivity", "subProcess"}
# The engine refuses these with a sentence of its own; here they count as nodes, so that nothing else is said of them.
_OTHERS = {"inclusiveGateway", "complexGateway", "transaction", "adHocSubProcess"}


@dataclass(frozen=True, slots=True)
class Flow:
    id: str
    source: str
    target: str
    condition: str


@dataclass(frozen=True, slots=True)
class Process:
    id: str
    title: str
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    file: str
    fault: str = ""  # why it cannot be read
    processes: Mapping[str, Process] = field(default_factory=dict)
    lanes: Mapping[str, str] = field(default_factory=dict)  # id -> title
    nodes: tuple[Node, ...] = ()
    flows: tuple[Flow, ...] = ()
    messages: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


class Refused(Exception):
    """The file is not a drawing that we take; the message is a sentence."""


@lru_cache(maxsize=256)
def read_drawing(file: str, content: bytes) -> Drawing:
    """The drawing of a file; `fault` says why where it has none."""
    try:
        return _drawing(file, parse_xml(content))
    except Refused as refused:
        return Drawing(file, fault=str(refused))


def parse_xml(content: bytes) -> etree._Element:
    """The root. A DOCTYPE is refused: entities can read files and fill the memory."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise Refused(f"不是可读的 XML：第 {line} 行附近的写法不对，多为标签没有配对。") from None
    if root.getroottree().docinfo.doctype:
        raise Refused("文件里不能有 DOCTYPE，请删去这一行。")
    return root


def _drawing(file: str, root: etree._Element) -> Drawing:
    if root.tag != f"{BPMN}definitions":
        raise Refused("不是 BPMN 2.0 的图：根元素应当是 bpmn:definitions。")
    processes = {p.id: p for p in map(_process, root.iter(f"{BPMN}process"))}
    messages = {m.get("id", ""): m.get("name", "") for m in root.iter(f"{BPMN}message")}
    return Drawing(
        file=file,
        processes=processes,
        lanes={lane.get("id", ""): lane.get("name", "") for lane in root.iter(f"{BPMN}lane")},
        nodes=tuple(n for p in root.iter(f"{BPMN}process") for n in _nodes(file, p, messages)),
        flows=tuple(map(_flow, root.iter(f"{BPMN}sequenceFlow"))),
        messages=tuple(sorted(set(messages.values()))),
        ids=tuple(str(e.get("id")) for e in root.iter(f"{BPMN}*") if e.get("id")),
    )


def _process(element: etree._Element) -> Process:
    io = element.find(f"{BPMN}ioSpecification")
    inputs = () if io is None else tuple(e.get("name") or e.get("id", "") for e in io.iter(f"{BPMN}dataInput"))
    outputs = () if io is None else tuple(e.get("name") or e.get("id", "") for e in io.iter(f"{BPMN}dataOutput"))
    return Process(element.get("id", ""), element.get("name", ""), inputs, outputs)


def _flow(element: etree._Element) -> Flow:
    condition = element.findtext(f"{BPMN}conditionExpression") or ""
    return Flow(element.get("id", ""), element.get("sourceRef", ""), element.get("targetRef", ""), condition.strip())


def _nodes(file: str, process: etree._Element, messages: Mapping[str, str]) -> Iterator[Node]:
    lanes = {
        ref.strip(): lane.get("id", "")
        for lane in process.iter(f"{BPMN}lane")
        for ref in texts_below(lane, "flowNodeRef")
    }
    bare = Node(id="", kind="", title="", file=file, process=process.get("id", ""))
    yield from _inside(process, bare, lanes, messages)


def _inside(
    container: etree._Element, outer: Node, lanes: Mapping[str, str], messages: Mapping[str, str]
) -> Iterator[Node]:
    for element in container:
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if name not in _NODES | _OTHERS:
            continue
        found = read_node(element, replace(outer, scope=outer.id, id=element.get("id", "")), messages)
        own = found.properties.get("lane", "")
        found = replace(found, lane=lanes.get(found.id) or own or outer.lane)
        yield found
        if name in ("subProcess", "transaction", "adHocSubProcess"):
            yield from _inside(element, replace(outer, id=found.id, lane=found.lane), lanes, messages)
