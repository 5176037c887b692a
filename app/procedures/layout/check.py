"""Faults of a finished layout: lines through boxes, boxes on boxes. Both must be none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from app.procedures.layout.boxes import segments
from app.procedures.layout.scope import Scope


@dataclass(frozen=True)
class Fault:
    one: str
    other: str
    sentence: str


def check(top: Scope) -> tuple[Fault, ...]:
    return tuple(fault for scope in top.walk() for fault in (*_through_boxes(scope), *_overlaps(scope)))


def _through_boxes(scope: Scope) -> Iterator[Fault]:
    for flow in scope.flows:
        own = {flow.source, flow.target, scope.on_host(flow.source)}
        for node, box in scope.box.items():
            hit = any(box.crossed_by(a, b, slack=1) for a, b in segments(scope.lines[flow.id]))
            if hit and node not in own and node not in scope.host:
                yield Fault(flow.id, node, "连线穿过图形")


def _overlaps(scope: Scope) -> Iterator[Fault]:
    solid = [node for node in scope.box if node not in scope.host]
    for one, other in combinations(solid, 2):
        if scope.box[one].overlaps(scope.box[other]):
            yield Fault(one, other, "图形重叠")
