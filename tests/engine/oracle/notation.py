"""A short notation for drawings, one line a node or flow, and the BPMN it stands for. For tests alone.

process p Title / io in=a,b out=c / lane id Title / start, end, stop (terminate), user, ask, do, rule, call, xor, par,
choice, catch, boundary ... on=host [kill=yes] / sub ... endsub / anytime ... endsub
a -> b -> c [if condition | if else] ["name of the line"]
Events: msg=name, due=limit, cond="..."; many: each=list,item,results,result [sequential=true].
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"

TAGS = {
    "start": "startEvent", "end": "endEvent", "stop": "endEvent", "user": "userTask", "ask": "serviceTask",
    "do": "serviceTask", "rule": "businessRuleTask", "call": "callActivity", "xor": "exclusiveGateway",
    "par": "parallelGateway", "choice": "eventBasedGateway", "catch": "intermediateCatchEvent",
    "boundary": "boundaryEvent", "sub": "subProcess", "anytime": "subProcess",
}  # fmt: skip
OWN = {"op", "var", "lane", "article", "form", "each", "sequential"}  # of an operation; all else is a parameter
PROPERTIES = ("article", "lane", "form")

Element = Any


@dataclass
class _Writer:
    root: Element
    process: Element
    open: list[Element]
    lane: Element | None = None
    messages: dict[str, str] = field(default_factory=dict)
    flows: int = 0


def bpmn(text: str) -> bytes:
    """The BPMN file of one process."""
    root = etree.Element(_q("definitions"), nsmap={"bpmn": BPMN, "xsi": XSI, "spiffworkflow": SPIFF})
    root.set("id", "definitions")
    root.set("targetNamespace", "urn:test")
    process = etree.SubElement(root, _q("process"), isExecutable="true")
    writer = _Writer(root, process, [process])
    for raw in text.strip().splitlines():
        line = raw.strip()
        if line and not line.startswith("#"):
            _line(writer, line)
    _declare_lists(process, text)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def _q(name: str, namespace: str = BPMN) -> str:
    return f"{{{namespace}}}{name}"


def _line(writer: _Writer, line: str) -> None:
    head = line.split()
    if head[1:2] == ["->"]:
        _flows(writer, line)
    elif head[0] == "process":
        writer.process.set("id", head[1])
        writer.process.set("name", " ".join(head[2:]) or head[1])
    elif head[0] == "io":
        _io(writer, dict(word.split("=", 1) for word in head[1:]))
    elif head[0] == "lane":
        _lane(writer, head[1], " ".join(head[2:]))
    elif head[0] == "endsub":
        writer.open.pop()
    else:
        _node(writer, shlex.split(line))


def _flows(writer: _Writer, line: str) -> None:
    name = re.search(r' "([^"]*)"$', line)
    chain, _, condition = (line[: name.start()] if name else line).partition(" if ")
    nodes = [node.strip() for node in chain.split("->")]
    for source, target in zip(nodes, nodes[1:], strict=False):
        writer.flows += 1
        flow = etree.SubElement(writer.open[-1], _q("sequenceFlow"), id=f"f{writer.flows}_{source}_{target}")
        flow.set("sourceRef", source)
        flow.set("targetRef", target)
        if name:
            flow.set("name", name.group(1))
        if condition.strip() == "else":
            _find(writer.root, source).set("default", flow.get("id"))
        elif condition:
            _formal(flow, "conditionExpression", condition.strip())


def _find(root: Element, node: str) -> Element:
    return next(e for e in root.iter() if e.get("id") == node)


def _formal(parent: Element, tag: str, text: str) -> None:
    element = etree.SubElement(parent, _q(tag))
    element.set(_q("type", XSI), "bpmn:tFormalExpression")
    element.text = text


def _io(writer: _Writer, names: dict[str, str]) -> None:
    io = etree.Element(_q("ioSpecification"))
    writer.process.insert(0, io)
    for way, tag in (("in", "dataInput"), ("out", "dataOutput")):
        for name in names[way].split(","):
            etree.SubElement(io, _q(tag), id=name, name=name)
    for way, tag, ref in (("in", "inputSet", "dataInputRefs"), ("out", "outputSet", "dataOutputRefs")):
        group = etree.SubElement(io, _q(tag))
        for name in names[way].split(","):
            etree.SubElement(group, _q(ref)).text = name


def _lane(writer: _Writer, key: str, title: str) -> None:
    lanes = writer.process.find(_q("laneSet"))
    if lanes is None:
        lanes = etree.Element(_q("laneSet"), id=f"{writer.process.get('id')}_lanes")
        writer.process.insert(0, lanes)
    found = next((lane for lane in lanes if lane.get("id") == key), None)
    writer.lane = etree.SubElement(lanes, _q("lane"), id=key, name=title or key) if found is None else found


def _node(writer: _Writer, words: list[str]) -> None:
    kind, node = words[0], words[1]
    options = dict(word.split("=", 1) for word in words[2:] if "=" in word)
    element = etree.SubElement(writer.open[-1], _q(TAGS[kind]), id=node)
    names = [word for word in words[2:] if "=" not in word]
    element.set("name", names[0] if names else node)
    if writer.lane is not None and len(writer.open) == 1:
        etree.SubElement(writer.lane, _q("flowNodeRef")).text = node
    _attributes(element, kind, options)
    _extensions(element, kind, options)
    _event(writer, element, kind, options)
    _many(element, options)
    if kind in ("sub", "anytime"):
        writer.open.append(element)


def _attributes(element: Element, kind: str, options: dict[str, str]) -> None:
    if "interrupting" in options:
        element.set("isInterrupting", options["interrupting"])
    if kind == "boundary":
        element.set("attachedToRef", options["on"])
        element.set("cancelActivity", "true" if options.get("kill") == "yes" else "false")
    if kind == "anytime":
        element.set("triggeredByEvent", "true")
    if kind == "call":
        element.set("calledElement", options["to"])


def _extensions(element: Element, kind: str, options: dict[str, str]) -> None:
    extension = etree.Element(_q("extensionElements"))
    properties = {key: options[key] for key in PROPERTIES if key in options}
    if properties:
        holder = etree.SubElement(extension, _q("properties", SPIFF))
        for key, value in properties.items():
            etree.SubElement(holder, _q("property", SPIFF), name=key, value=value)
    if kind in ("ask", "do"):
        _operator(extension, kind, options)
    if kind == "rule":
        etree.SubElement(extension, _q("calledDecisionId", SPIFF)).text = options["dmn"]
    if len(extension):
        element.append(extension)


def _operator(extension: Element, kind: str, options: dict[str, str]) -> None:
    name = f"ask.{options['op']}" if kind == "ask" else options["op"]
    operator = etree.SubElement(extension, _q("serviceTaskOperator", SPIFF), id=name)
    operator.set("resultVariable", options.get("var", ""))
    holder = etree.SubElement(operator, _q("parameters", SPIFF))
    for key, value in options.items():
        if key not in OWN:
            etree.SubElement(holder, _q("parameter", SPIFF), id=key, type="str", value=value)


def _event(writer: _Writer, element: Element, kind: str, options: dict[str, str]) -> None:
    if kind == "stop":
        etree.SubElement(element, _q("terminateEventDefinition"))
    if "msg" in options:
        etree.SubElement(element, _q("messageEventDefinition"), messageRef=_message(writer, options["msg"]))
    if "due" in options:
        call = f"due({', '.join(repr(part) for part in options['due'].split('@'))})"
        _formal(etree.SubElement(element, _q("timerEventDefinition")), "timeDate", call)
    if "cond" in options:
        _formal(etree.SubElement(element, _q("conditionalEventDefinition")), "condition", options["cond"])


def _message(writer: _Writer, name: str) -> str:
    if name not in writer.messages:
        writer.messages[name] = f"msg_{name}"
        writer.process.addprevious(etree.Element(_q("message"), id=f"msg_{name}", name=name))
    return writer.messages[name]


def _many(element: Element, options: dict[str, str]) -> None:
    if "each" not in options:
        return
    items, item, results, result = (options["each"].split(",") + ["", ""])[:4]
    many = etree.SubElement(element, _q("multiInstanceLoopCharacteristics"))
    many.set("isSequential", options.get("sequential", "false"))
    etree.SubElement(many, _q("loopDataInputRef")).text = items
    if results:
        etree.SubElement(many, _q("loopDataOutputRef")).text = results
    etree.SubElement(many, _q("inputDataItem"), id=f"{element.get('id')}_in", name=item)
    if result:
        etree.SubElement(many, _q("outputDataItem"), id=f"{element.get('id')}_out", name=result)


def _declare_lists(process: Element, text: str) -> None:
    """Editors drop references to lists that the process does not declare."""
    lists: set[str] = set()
    for found in re.findall(r"each=(\S+)", text):
        parts = found.split(",")
        lists |= {parts[0], *parts[2:3]} - {""}
    for name in sorted(lists):
        process.insert(1 if process.find(_q("ioSpecification")) is not None else 0, _property(name))


def _property(name: str) -> Element:
    return etree.Element(_q("property"), id=name, name=name)
