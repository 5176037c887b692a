"""Reads one DMN file: tables with inputs, outputs and cells as texts. Whether they are complete is a check's matter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from app.procedures.drawing import Refused, parse_xml


class Input(NamedTuple):
    text: str  # expression
    kind: str  # typeRef
    values: tuple[str, ...]  # inputValues: the whole range, where the table declares it


_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")


@dataclass(frozen=True, slots=True)
class Table:
    id: str
    title: str
    hit_policy: str
    inputs: tuple[Input, ...]
    outputs: tuple[tuple[str, str], ...]  # name, type
    rules: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]  # id, input cells, output cells


@dataclass(frozen=True, slots=True)
class Decisions:
    file: str
    fault: str = ""
    tables: tuple[Table, ...] = ()


@lru_cache(maxsize=256)
def read_decisions(file: str, content: bytes) -> Decisions:
    try:
        root = parse_xml(content)
    except Refused as refused:
        return Decisions(file, fault=str(refused))
    if etree.QName(root).localname != "definitions" or "/DMN/" not in str(root.tag):
        return Decisions(file, fault="不是 DMN 的决策表：根元素应当是 definitions。")
    found = [e for e in root.iter("{*}decision") if e.find("{*}decisionTable") is not None]
    return Decisions(file, tables=tuple(map(_table, found)))


def _table(decision: etree._Element) -> Table:
    table = decision.find("{*}decisionTable")
    assert table is not None
    return Table(
        id=decision.get("id", ""),
        title=decision.get("name", ""),
        hit_policy=table.get("hitPolicy", "UNIQUE"),
        inputs=tuple(map(_input, table.iterfind("{*}input"))),
        outputs=tuple((o.get("name", ""), o.get("typeRef", "")) for o in table.iterfind("{*}output")),
        rules=tuple(map(_rule, table.iterfind("{*}rule"))),
    )


def _input(element: etree._Element) -> Input:
    expression = element.find("{*}inputExpression")
    values = tuple(x or y for x, y in _QUOTED.findall(element.findtext("{*}inputValues/{*}text") or ""))
    if expression is None:
        return Input("", "", values)
    return Input((expression.findtext("{*}text") or "").strip(), expression.get("typeRef", ""), values)


def _rule(element: etree._Element) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    return element.get("id", ""), _cells(element, "inputEntry"), _cells(element, "outputEntry")


def _cells(element: etree._Element, name: str) -> tuple[str, ...]:
    return tuple((cell.findtext("{*}text") or "").strip() for cell in element.iterfind(f"{{*}}{name}"))
