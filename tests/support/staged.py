"""Objections that stand at a given step: what most tests of pages and figures begin with."""

from __future__ import annotations

from typing import Any

from tests.support.house import records_of
from tests.support.walk import do, open_case, open_tasks

WAY: list[tuple[str, dict[str, Any]]] = [
    ("register", {"intake": "accept"}), ("assess", {"checker": "source"}), ("verify", {"finding": "right"}),
    ("opinion", {"next": "sign", "decisions": [{"outcome": "keep"}]}), ("sign", {"signature": "agree"}),
]


def objection_at(node: str = "register", by: str = "citizen") -> str:
    """The number of an objection with that task open; `end`: walked to its end."""
    filed = open_case(by, "objection", door="filed_center", named={"records": records_of(by, "market_regulator")[:1]})
    for step, named in WAY:
        if step == node:
            break
        do(filed.number, step, named)
    return filed.number


def task_id(number: str, node: str) -> int:
    return next(task.id for task in open_tasks(number) if task.node == node)
