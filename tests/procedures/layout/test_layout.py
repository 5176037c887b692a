"""A drawing laid out: every box and line once, nothing over anything else, and the same again when run twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from app.procedures.layout import Fault, arrange, check, layout
from app.procedures.layout.scope import Scope, tag
from app.procedures.layout.write import BPMNDI, DC, DD
from tests.engine.oracle.generator import Generator
from tests.engine.oracle.notation import bpmn

ROOT = Path(__file__).parents[3]
DRAWINGS = sorted((ROOT / "bpmn").glob("*/*.bpmn"))

REPAIR = """
process repair 信用修复
lane clerk 统一受理
start s 一次申请
user intake 受理
xor g 能修复？
do tell 告知理由 op=notify to="'subject'"
stop e_none 不予受理
stop e_done 已办结
lane department 认定单位
sub each 各认定单位办理 each=departments,department,results,granted
start is
user decide 决定
boundary late 三日未决 on=decide due=accept
do chase 督办 op=notify to="'supervisor'"
end chased
end ie 已决定
anytime over 期满督办
start os 十日期满 due=total interrupting=false
do otell 督办 op=notify to="'supervisor'"
end oe
os -> otell -> oe
endsub
is -> decide -> ie
late -> chase -> chased
endsub
anytime withdrawn 撤回申请
start ws 撤回 msg=withdraw
call wserve 送达 to=serve
end we 已撤回
ws -> wserve -> we
endsub
s -> intake -> g
g -> tell if ok == 'no' "不能"
g -> each if ok == 'yes' "能"
tell -> e_none
each -> e_done
"""


def _root(drawing: bytes) -> Any:
    return etree.fromstring(drawing, etree.XMLParser(remove_blank_text=True))


def _arranged(drawing: bytes) -> Scope:
    return arrange(next(_root(drawing).iter(tag("process"))))


@pytest.fixture(scope="module")
def repair() -> bytes:
    return layout(bpmn(REPAIR))


def _shape(drawing: bytes, element: str) -> Any:
    shapes = _root(drawing).iter(tag("BPMNShape", BPMNDI))
    return next(shape for shape in shapes if shape.get("bpmnElement") == element)


def _bounds(drawing: bytes, element: str) -> tuple[float, float, float, float]:
    bounds = _shape(drawing, element).find(tag("Bounds", DC))
    x, y, width, height = (float(bounds.get(name)) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def _inside(drawing: bytes, inner: str, outer: str) -> bool:
    a, b = _bounds(drawing, inner), _bounds(drawing, outer)
    return a[0] >= b[0] and a[1] >= b[1] and a[2] <= b[2] and a[3] <= b[3]


def test_every_node_and_line_is_drawn_once(repair: bytes) -> None:
    root = _root(repair)
    process = next(root.iter(tag("process")))
    drawn = [e.get("bpmnElement") for e in root.iter(tag("BPMNShape", BPMNDI), tag("BPMNEdge", BPMNDI))]
    kinds = ("Event", "Gateway", "Task", "subProcess", "callActivity", "sequenceFlow", "lane")
    meant = [e.get("id") for e in process.iter() if etree.QName(e).localname.endswith(kinds)]

    assert sorted(drawn) == sorted([*meant, "pool"])


def test_the_meaning_of_the_drawing_is_not_touched(repair: bytes) -> None:
    before, after = _root(bpmn(REPAIR)), _root(repair)

    def meaning(root: Any) -> bytes:
        return bytes(etree.tostring(next(root.iter(tag("process"))), method="c14n"))

    assert meaning(before) == meaning(after)


def test_the_same_again_when_run_twice(repair: bytes) -> None:
    assert layout(repair) == repair


def test_nodes_stand_in_their_lanes_and_subprocesses(repair: bytes) -> None:
    assert _inside(repair, "intake", "clerk")
    assert _inside(repair, "each", "department")
    assert _inside(repair, "decide", "each")
    assert _inside(repair, "over", "each")
    assert _inside(repair, "otell", "over")
    assert _inside(repair, "clerk", "pool")


def test_event_subprocesses_stand_at_the_foot_of_their_lane(repair: bytes) -> None:
    assert _bounds(repair, "withdrawn")[1] >= _bounds(repair, "each")[3]


def test_a_boundary_event_sits_on_the_rim_of_its_host(repair: bytes) -> None:
    event, host = _bounds(repair, "late"), _bounds(repair, "decide")

    assert event[1] < host[3] < event[3]
    assert host[0] < event[0] < host[2]


def test_marks_tell_the_viewer_what_to_show(repair: bytes) -> None:
    assert _shape(repair, "g").get("isMarkerVisible") == "true"
    assert _shape(repair, "each").get("isExpanded") == "true"
    assert _shape(repair, "wserve").get("isExpanded") is None
    assert _shape(repair, "clerk").get("isHorizontal") == "true"


def test_names_beside_shapes_and_lines_have_a_place(repair: bytes) -> None:
    root = _root(repair)
    named = {e.getparent().get("bpmnElement") for e in root.iter(tag("BPMNLabel", BPMNDI))}

    assert {"g", "s", "late", "e_done"} <= named
    assert "intake" not in named
    assert len([e for e in root.iter(tag("BPMNEdge", BPMNDI)) if e.find(tag("BPMNLabel", BPMNDI)) is not None]) == 2


def test_lines_are_orthogonal_and_begin_and_end_at_their_boxes(repair: bytes) -> None:
    flows = {flow.get("id"): flow for flow in _root(repair).iter(tag("sequenceFlow"))}
    for edge in _root(repair).iter(tag("BPMNEdge", BPMNDI)):
        points = [(float(p.get("x")), float(p.get("y"))) for p in edge.iterfind(tag("waypoint", DD))]
        flow = flows[edge.get("bpmnElement")]
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in zip(points, points[1:], strict=False))
        assert _touches(points[0], _bounds(repair, flow.get("sourceRef")))
        assert _touches(points[-1], _bounds(repair, flow.get("targetRef")))


def _touches(point: tuple[float, float], box: tuple[float, float, float, float]) -> bool:
    x, y = point
    upright = x in (box[0], box[2]) and box[1] <= y <= box[3]
    level = y in (box[1], box[3]) and box[0] <= x <= box[2]
    return upright or level


def test_the_longest_way_keeps_the_straight_row(repair: bytes) -> None:
    rows = {(b := _bounds(repair, node))[1] + b[3] for node in ("s", "intake", "g")}

    assert len(rows) == 1


def test_no_row_of_a_lane_is_empty() -> None:
    for scope in _arranged(bpmn(REPAIR)).walk():
        lanes = scope.lane
        for index in range(len(scope.lanes)):
            rows = {row for node, row in scope.row.items() if lanes.get(node, 0) == index}
            assert rows == set(range(len(rows)))


@pytest.mark.parametrize("seed", range(40))
def test_nothing_runs_through_boxes_in_random_drawings(seed: int) -> None:
    drawing = Generator(seed).process(3).files["process.bpmn"]

    assert check(_arranged(drawing)) == ()


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_nothing_runs_through_boxes_in_the_drawings_of_the_house(path: Path) -> None:
    drawing = path.read_bytes()

    assert check(_arranged(drawing)) == ()
    assert layout(layout(drawing)) == layout(drawing)


def test_a_line_through_a_box_and_a_box_on_a_box_are_noticed() -> None:
    scope = _arranged(bpmn("process p\nstart s\nuser a\nuser b\nend e\ns -> a -> b -> e"))
    flow = next(f for f in scope.flows if f.target == "a")
    scope.lines[flow.id] = [scope.box["s"].middle, scope.box["e"].middle]
    scope.box["b"].shift(-150, 0)

    faults = check(scope)

    assert Fault(flow.id, "b", "连线穿过图形") in faults
    assert Fault("a", "b", "图形重叠") in faults


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_line_hides_on_the_border_of_a_lane(drawing: Path) -> None:
    scope = _arranged(drawing.read_bytes())
    borders = {edge for band in scope.bands for edge in (band.top, band.bottom)}

    for flow, line in scope.lines.items():
        along = [y for (_, y), (_, v) in zip(line, line[1:], strict=False) if y == v and y in borders]
        assert not along, flow
