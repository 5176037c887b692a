"""Reads BPMN and DMN files into a Model. Not here: whether a drawing keeps to the dialect (the engine refuses it)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from app.domain.expressions import Expression, compile_expression
from app.procedures.signing import signing_of
from app.procedures.walk.drawing import (
    EVENT_SUBPROCESS,
    AnyTime,
    Container,
    Event,
    EventKind,
    Flow,
    Many,
    Model,
    Node,
    Rule,
    Table,
)

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
CELL = "cell_"
QUESTION = re.compile(r"""\?(?=(?:[^'"]|'[^']*'|"[^"]*")*$)""")
COMPARISON = re.compile(r"[<>]|==|!=|in\b|not in\b")
EVENTS: Mapping[str, EventKind] = {
    "messageEventDefinition": "message",
    "timerEventDefinition": "timer",
    "conditionalEventDefinition": "condition",
    "terminateEventDefinition": "terminate",
}
NODE_ENDINGS = ("Event", "Gateway", "Task", "task", "callActivity", "subProcess")

Element = Any


class NotWalkable(Exception):
    """A drawing that holds something the walk cannot follow; `element` and a sentence."""

    def __init__(self, element: str, sentence: str) -> None:
        super().__init__(f"{element}：{sentence}")
        self.element, self.sentence = element, sentence


def read_model(process: str, files: Mapping[str, bytes]) -> Model:
    """The process and everything it calls; `files` as a release holds them, .bpmn and .dmn."""
    containers: dict[str, Container] = {}
    tables: dict[str, Table] = {}
    for name, content in files.items():
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
        if name.endswith(".dmn"):
            tables |= {table.id: table for table in map(_table, root.iter("{*}decision"))}
        else:
            found = (c for element in root.iter(f"{BPMN}process") for c in _containers(element, name))
            containers |= {container.id: container for container in found}
    if process not in containers:
        raise NotWalkable(process, "找不到这个流程。")
    _check_calls(containers)
    return Model(process, containers, tables).reachable_from(process)


def _check_calls(containers: Mapping[str, Container]) -> None:
    for container in containers.values():
        for node in container.nodes.values():
            if node.inside is not None and node.inside not in containers:
                raise NotWalkable(node.id, f"调用的流程 {node.inside} 不存在。")


def _containers(element: Element, file: str) -> Iterator[Container]:
    """The container of the element and those of the subprocesses inside it."""
    for inner in element.iterfind(f"{BPMN}subProcess"):
        yield from _containers(inner, file)
    nodes = {child.get("id"): _node(child) for child in element if _kind(child).endswith(NODE_ENDINGS)}
    io = element.find(f"{BPMN}ioSpecification")
    yield Container(
        id=element.get("id"),
        file=file,
        nodes=nodes,
        starts=tuple(node.id for node in nodes.values() if node.kind == "startEvent"),
        any_time=tuple(_any_time(e) for e in element.iterfind(f"{BPMN}subProcess") if _by_event(e)),
        inputs=None if io is None else _names(io, "dataInput"),
        outputs=() if io is None else _names(io, "dataOutput"),
    )


def _kind(element: Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _by_event(element: Element) -> bool:
    return bool(element.get("triggeredByEvent") == "true")


def _names(io: Element, tag: str) -> tuple[str, ...]:
    return tuple(e.get("name") or e.get("id") for e in io.iterfind(BPMN + tag))


def _any_time(element: Element) -> AnyTime:
    start = element.find(f"{BPMN}startEvent")
    event = None if start is None else _event(start)
    if start is None or event is None or event.kind not in ("message", "timer"):
        raise NotWalkable(element.get("id"), "事件子流程要有一个消息或定时开始事件。")
    return AnyTime(start.get("id"), element.get("id"), event, start.get("isInterrupting", "true") == "true")


def _node(element: Element) -> Node:
    node, kind = element.get("id"), _kind(element)
    around = element.getparent()
    operator = element.find(f"{BPMN}extensionElements/{SPIFF}serviceTaskOperator")
    called = kind == "callActivity"
    return Node(
        id=node,
        kind=EVENT_SUBPROCESS if _by_event(element) else kind,
        title=element.get("name") or "",
        out=tuple(_flow(f) for f in around.iterfind(f"{BPMN}sequenceFlow") if f.get("sourceRef") == node),
        sources=frozenset(
            f.get("sourceRef") for f in around.iterfind(f"{BPMN}sequenceFlow") if f.get("targetRef") == node
        ),
        default=element.get("default"),
        event=_event(element),
        inside=element.get("calledElement") if called else node if kind == "subProcess" else None,
        called=called,
        many=_many(element),
        boundary=tuple(e.get("id") for e in around.iterfind(f"{BPMN}boundaryEvent") if e.get("attachedToRef") == node),
        interrupts=element.get("cancelActivity") != "false",
        operation="" if operator is None else operator.get("id") or "",
        params=_signers(element) if operator is None else tuple(_params(operator)),
        result="" if operator is None else operator.get("resultVariable") or "",
        decision=element.findtext(f"{BPMN}extensionElements/{SPIFF}calledDecisionId") or "",
    )


def _signers(element: Element) -> tuple[Expression, ...]:
    """What says who signs a task must be there when the task opens."""
    found = element.iterfind(f"{BPMN}extensionElements/{SPIFF}properties/{SPIFF}property")
    signing = signing_of({p.get("name", ""): p.get("value", "") for p in found})
    return tuple(map(compile_expression, signing.reads)) if signing and _kind(element) == "userTask" else ()


def _params(operator: Element) -> Iterator[Expression]:
    for parameter in operator.iterfind(f"{SPIFF}parameters/{SPIFF}parameter"):
        if parameter.get("value"):
            yield compile_expression(parameter.get("value"))


def _flow(element: Element) -> Flow:
    text = (element.findtext(f"{BPMN}conditionExpression") or "").strip()
    condition = compile_expression(text) if text else None
    return Flow(element.get("id"), element.get("sourceRef"), element.get("targetRef"), condition)


def _event(element: Element) -> Event | None:
    for definition in element:
        kind = EVENTS.get(_kind(definition))
        if kind == "message":
            return Event("message", _message_name(definition))
        if kind == "timer":
            return Event("timer", _limit_name(element, definition))
        if kind == "condition":
            text = definition.findtext(f"{BPMN}condition") or ""
            return Event("condition", text.strip(), compile_expression(text))
        if kind is not None:
            return Event(kind)
    return None


def _message_name(definition: Element) -> str:
    wanted = definition.get("messageRef")
    messages = definition.getroottree().getroot().iterfind(f"{BPMN}message")
    return next((m.get("name") for m in messages if m.get("id") == wanted), wanted or "")


def _limit_name(element: Element, definition: Element) -> str:
    """`due('objection')` is objection, `due('objection', '80%')` is objection@80%."""
    text = definition.findtext(f"{BPMN}timeDate") or ""
    calls = compile_expression(text).calls
    if len(calls) != 1 or calls[0].function != "due":
        raise NotWalkable(element.get("id"), "定时事件只能写 due('期限')。")
    return "@".join(calls[0].arguments)


def _many(element: Element) -> Many | None:
    found = element.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if found is None:
        return None

    def name(tag: str) -> str:
        e = found.find(BPMN + tag)
        return "" if e is None else e.text or e.get("name") or e.get("id") or ""

    return Many(
        items=name("loopDataInputRef"),
        item=name("inputDataItem"),
        results=name("loopDataOutputRef"),
        result=name("outputDataItem"),
        in_turn=found.get("isSequential") == "true",
    )


def _table(decision: Element) -> Table:
    table = decision.find("{*}decisionTable")
    return Table(
        id=decision.get("id"),
        inputs=tuple(compile_expression(e.text or "") for e in table.iterfind("{*}input/{*}inputExpression/{*}text")),
        outputs=tuple(e.get("name") for e in table.iterfind("{*}output")),
        rules=tuple(map(_rule, table.iterfind("{*}rule"))),
    )


def _rule(rule: Element) -> Rule:
    cells = (e.findtext("{*}text") or "" for e in rule.iterfind("{*}inputEntry"))
    results = (e.findtext("{*}text") or "" for e in rule.iterfind("{*}outputEntry"))
    return Rule(tuple(map(_cell, cells)), tuple(map(compile_expression, results)))


def _cell(text: str) -> Expression | None:
    """`? in [1, 2]` and `3 <= ? < 12` name the input, `< 3` begins with a comparison, all else must be equal."""
    text = text.strip()
    if text in ("", "-"):
        return None
    named = QUESTION.sub(CELL, text)
    if named != text:
        return compile_expression(named)
    return compile_expression(f"{CELL} {text}" if COMPARISON.match(text) else f"{CELL} == ({text})")
