"""The door for drawings: any bytes in, a Flow out, or DiagramRefused with findings. Never a trace."""

from collections.abc import Mapping

from lxml import etree

from app.engine.building import build
from app.engine.decisions import Table, read_tables
from app.engine.drawing import BPMN, Scope, XmlElement, read_scopes, safe_parser
from app.engine.flow import Flow
from app.engine.judging import misdrawn
from app.engine.refusals import banned, misnamed
from app.engine.values import DiagramRefused, Finding

MAX_BYTES = 1_000_000


def parse(process_id: str, files: Mapping[str, bytes]) -> Flow:
    """`files`: name -> bytes of every .bpmn and .dmn that belongs together; other names are left aside."""
    try:
        return _parse(process_id, files)
    except DiagramRefused:
        raise
    except Exception as fault:  # what nobody foresaw is a refused drawing too, not a trace in somebody's browser
        finding = Finding("", "", "unreadable", f"图读不懂（{type(fault).__name__}：{fault}）。")
        raise DiagramRefused((finding,)) from fault


def _parse(process_id: str, files: Mapping[str, bytes]) -> Flow:
    findings: list[Finding] = []
    roots = {name: root for name, data in files.items() if (root := _root(name, data, findings)) is not None}
    scopes: list[Scope] = []
    tables: dict[str, Table] = {}
    for name, root in roots.items():
        if name.endswith(".dmn"):
            found, faults = read_tables(root, name)
            tables.update(found)
            findings += faults
        else:
            findings += banned(root, name)
            scopes += read_scopes(root, name)
    findings += misnamed({name: root for name, root in roots.items() if name.endswith(".bpmn")})
    _refuse(findings)
    _refuse(misdrawn(process_id, scopes, tables))
    return build(process_id, scopes, tables)


def _refuse(findings: list[Finding]) -> None:
    if findings:
        raise DiagramRefused(tuple(dict.fromkeys(findings)))


def _root(name: str, data: bytes, findings: list[Finding]) -> XmlElement | None:
    if not name.endswith((".bpmn", ".dmn")):
        return None
    fault = _fault_of_bytes(data)
    if fault is None:
        try:
            root = etree.fromstring(data, safe_parser())
        except (etree.XMLSyntaxError, ValueError) as error:
            fault = ("xml", f"文件“{name}”不是完整的 XML：{error}")
        else:
            fault = _fault_of_root(root, name)
            if fault is None:
                return root
    findings.append(Finding(name, "", *fault))
    return None


def _fault_of_bytes(data: bytes) -> tuple[str, str] | None:
    if len(data) > MAX_BYTES:
        return "size", f"文件有 {len(data)} 字节，超过上限 {MAX_BYTES}。"
    return None


def _fault_of_root(root: XmlElement, name: str) -> tuple[str, str] | None:
    if root.getroottree().docinfo.internalDTD is not None:
        return "doctype", f"文件“{name}”带有 DOCTYPE 声明，不能使用。"
    if name.endswith(".bpmn") and root.tag != BPMN + "definitions":
        return "not_bpmn", f"文件“{name}”不是 BPMN 2.0 图。"
    return None
