"""BPMN DI: shapes, lines and labels as XML. Not here: where they stand."""

from __future__ import annotations

from lxml import etree

from app.procedures.layout.boxes import Box, Point
from app.procedures.layout.labels import line_labels, node_labels
from app.procedures.layout.scope import Element, Flow, Scope, kind, tag

BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
MARKS = {"subProcess": {"isExpanded": "true"}, "exclusiveGateway": {"isMarkerVisible": "true"}}


def new_plane(definitions: Element, element: str) -> Element:
    """Drops the drawing that is there and begins an empty one of the element."""
    for old in definitions.findall(tag("BPMNDiagram", BPMNDI)):
        definitions.remove(old)
    namespaces = {"bpmndi": BPMNDI, "dc": DC, "di": DD}
    diagram = etree.SubElement(definitions, tag("BPMNDiagram", BPMNDI), id="diagram", nsmap=namespaces)
    return etree.SubElement(diagram, tag("BPMNPlane", BPMNDI), id="plane", bpmnElement=element)


def write_band(plane: Element, element: str, box: Box) -> None:
    """A pool or a lane."""
    _shape(plane, element, box, None, {"isHorizontal": "true"})


def write_scope(plane: Element, scope: Scope, titles: list[Box]) -> None:
    labels = node_labels(scope)
    on_top = [node for node in scope.nodes if node in scope.host]
    for node in [n for n in scope.nodes if n not in scope.host] + on_top:
        marks = MARKS.get(kind(scope.nodes[node]), {})
        _shape(plane, node, scope.box[node], labels.get(node), marks)
        if node in scope.inner:
            box = scope.box[node]
            write_scope(plane, scope.inner[node], [Box(box.x, box.y, box.w, 24)])
    names = line_labels(scope, titles)
    for flow in scope.flows:
        _edge(plane, flow, scope.lines[flow.id], names.get(flow.id))


def _shape(plane: Element, element: str, box: Box, label: Box | None, marks: dict[str, str]) -> None:
    shape = etree.SubElement(plane, tag("BPMNShape", BPMNDI), id=f"{element}_di", bpmnElement=element, **marks)
    _bounds(shape, box)
    if label:
        _label(shape, label)


def _edge(plane: Element, flow: Flow, line: list[Point], label: Box | None) -> None:
    edge = etree.SubElement(plane, tag("BPMNEdge", BPMNDI), id=f"{flow.id}_di", bpmnElement=flow.id)
    for x, y in line:
        etree.SubElement(edge, tag("waypoint", DD), x=f"{x:g}", y=f"{y:g}")
    if label:
        _label(edge, label)


def _label(parent: Element, box: Box) -> None:
    _bounds(etree.SubElement(parent, tag("BPMNLabel", BPMNDI)), box)


def _bounds(parent: Element, box: Box) -> None:
    sizes = {"x": f"{box.x:g}", "y": f"{box.y:g}", "width": f"{box.w:g}", "height": f"{box.h:g}"}
    etree.SubElement(parent, tag("Bounds", DC), **sizes)
