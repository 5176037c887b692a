"""Reads one node of a BPMN file: its kind, properties, operation, event and the names it sets. No rule stands here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from app.procedures.model import Node
from app.procedures.signing import signing_of

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
EVENTS = {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
TASKS = {"userTask", "serviceTask", "businessRuleTask", "scriptTask", "manualTask", "sendTask", "receiveTask", "task"}
_DUE = re.compile(r"^\s*due\(\s*(['\"])(\w+)\1")


def node(element: etree._Element, bare: Node, messages: Mapping[str, str]) -> Node:
    """The node of an element; `bare` brings id, file, process and scope."""
    kind = etree.QName(element).localname
    properties = _properties(element)
    found = replace(
        bare,
        kind="eventSubProcess" if element.get("triggeredByEvent") == "true" else kind,
        title=element.get("name", ""),
        properties=properties,
        article=properties.get("article", ""),
        form=properties.get("form") or bare.id if kind == "userTask" else "",
        attached_to=element.get("attachedToRef", ""),
        interrupting="false" not in (element.get("isInterrupting"), element.get("cancelActivity")),
        calls=element.get("calledElement", "") if kind == "callActivity" else "",
        decision=(element.findtext(f"{BPMN}extensionElements/{SPIFF}calledDecisionId") or "").strip(),
    )
    found = _with_event(found, element, messages)
    found = _with_operation(found, element)
    signing = signing_of(properties) if kind == "userTask" else None
    if signing and signing.result:
        found = replace(found, sets=(*found.sets, signing.result))
    return _with_list(found, element)


def texts_below(element: etree._Element, name: str) -> Iterator[str]:
    return (e.text or "" for e in element.iter(f"{BPMN}{name}"))


def _properties(element: etree._Element) -> dict[str, str]:
    found = element.iterfind(f"{BPMN}extensionElements/{SPIFF}properties/{SPIFF}property")
    return {p.get("name", ""): p.get("value", "") for p in found}


def _with_event(found: Node, element: etree._Element, messages: Mapping[str, str]) -> Node:
    for definition in element:
        name = etree.QName(definition).localname if isinstance(definition.tag, str) else ""
        if name == "timerEventDefinition":
            text = "".join(definition.itertext())
            limit = _DUE.match(text)
            return replace(found, event="timer", limit=limit.group(2) if limit else "")
        if name == "messageEventDefinition":
            return replace(found, event="message", message=messages.get(definition.get("messageRef", ""), ""))
        if name == "conditionalEventDefinition":
            return replace(
                found, event="conditional", condition=(definition.findtext(f"{BPMN}condition") or "").strip()
            )
        if name.endswith("EventDefinition"):
            return replace(found, event=name.removesuffix("EventDefinition"))
    return found


def _with_operation(found: Node, element: etree._Element) -> Node:
    operator = element.find(f"{BPMN}extensionElements/{SPIFF}serviceTaskOperator")
    if operator is None:
        return found
    parameters = operator.iterfind(f"{SPIFF}parameters/{SPIFF}parameter")
    result = operator.get("resultVariable", "")
    return replace(
        found,
        operation=operator.get("id", ""),
        params={p.get("id", ""): p.get("value", "") for p in parameters},
        result=result,
        sets=(*found.sets, result) if result else found.sets,
    )


def _with_list(found: Node, element: etree._Element) -> Node:
    loop = element.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if loop is None:
        return found
    # The name, as in the engine: an id must be unique in the file, and two lists may have items of one name.
    found_items = (e for name in ("inputDataItem", "outputDataItem") for e in loop.iterfind(f"{BPMN}{name}"))
    items = [e.get("name") or e.get("id", "") for e in found_items]
    output = (loop.findtext(f"{BPMN}loopDataOutputRef") or "").strip()
    many = (loop.findtext(f"{BPMN}loopDataInputRef") or "").strip()
    return replace(found, many=many, sets=tuple(filter(None, (*found.sets, *items, output))))
