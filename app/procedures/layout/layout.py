"""From a drawing's meaning to its picture: `layout` writes BPMN DI with lanes. Not here: reading a procedure.

Deterministic, and the same again when run twice. It takes up to some seconds: run when a drawing is committed,
never in a request.
"""

from __future__ import annotations

from lxml import etree

from app.procedures.layout.boxes import Box
from app.procedures.layout.place import place
from app.procedures.layout.route import route
from app.procedures.layout.scope import Element, Scope, kind, read_lanes, read_scope, tag
from app.procedures.layout.write import new_plane, write_band, write_scope

LEFT, TOP, POOL_LEFT = 150, 60, 60  # of the first column; pool and lane headers stand left of it
LEFT_WITHOUT_LANES = 100
HEADER = 30


def layout(drawing: bytes) -> bytes:
    """The same BPMN file with a drawing in place of the one it had, if any. The file must hold one process."""
    root = etree.fromstring(drawing, etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True))
    process = next(root.iter(tag("process")))
    scope = arrange(process)
    if read_lanes(process):
        _write_pool(root, process, scope)
    else:
        write_scope(new_plane(root, process.get("id")), scope, [])
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def arrange(process: Element) -> Scope:
    """The process with every box and line at its place."""
    lanes = read_lanes(process)
    scope = read_scope(process, lanes or None)
    place(scope, LEFT if lanes else LEFT_WITHOUT_LANES, TOP)
    bottom = scope.bands[-1].bottom
    route(scope, _area(scope, bottom, bool(lanes)))
    return scope


def _area(scope: Scope, bottom: float, lanes: bool) -> Box:
    left, top, right = (130, 70, scope.width - 60) if lanes else (60, 40, scope.width + 10)
    return Box(left, top, right - left, bottom - 10 - top)


def _write_pool(root: Element, process: Element, scope: Scope) -> None:
    collaboration = _collaboration(root, process)
    plane = new_plane(root, collaboration.get("id"))
    right, bottom = scope.width - 10, scope.bands[-1].bottom
    pool = next(p for p in collaboration.iterfind(tag("participant")) if p.get("processRef") == process.get("id"))
    write_band(plane, pool.get("id"), Box(POOL_LEFT, TOP, right - POOL_LEFT, bottom - TOP))
    lane_left = POOL_LEFT + HEADER
    for band in scope.bands:
        write_band(plane, band.id, Box(lane_left, band.top, right - lane_left, band.bottom - band.top))
    write_scope(plane, scope, [Box(0, 50, right, 14)])


def _collaboration(root: Element, process: Element) -> Element:
    """Lanes are drawn in a pool, and a pool needs a collaboration with a participant."""
    found = root.find(tag("collaboration"))
    if found is None:
        found = etree.Element(tag("collaboration"), id="collaboration")
        root.insert(list(root).index(process), found)
    if not any(kind(p) == "participant" and p.get("processRef") == process.get("id") for p in found):
        name = process.get("name") or process.get("id")
        etree.SubElement(found, tag("participant"), id="pool", name=name, processRef=process.get("id"))
    return found
