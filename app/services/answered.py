"""The tasks of a case that are done, what was answered to them last, and who signed them with what opinion."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import today
from app.models import Hand, Task

Row = dict[str, Any]


def done_tasks(case_id: int | None, nodes: Collection[str] | None = None) -> sa.Select[Task]:
    """Of these nodes, or of all; the newest first."""
    query = (sa.select(Task).where(Task.case_id == case_id, Task.state == "done")
             .order_by(Task.ended_at.desc(), Task.id.desc()))
    return query if nodes is None else query.where(Task.node.in_(nodes))


def last_answers(session: Session, case_id: int | None, nodes: Collection[str]) -> Mapping[str, Any]:
    """Of a task, or of the one among several that was done last."""
    query = done_tasks(case_id, nodes).with_only_columns(Task.answers)
    return session.scalar(query.limit(1)) or {}


def signed(session: Session, case_id: int | None, nodes: Collection[str] | None = None) -> dict[str, list[Row]]:
    """By node what was signed when it was done last (会签, 加签), in the order of signing: `by` (organ), `name`, `for`
    (whom in their absence), `signed_on`, and what the signer's form asks: `opinion` ..."""
    last = {task.node: task.id for task in reversed(session.scalars(done_tasks(case_id, nodes)).all())}
    query = (sa.select(Hand).where(Hand.task_id.in_(last.values()), Hand.kind == "sign", Hand.state == "done")
             .order_by(Hand.ended_at, Hand.id))
    rows: dict[int, list[Row]] = {}
    for hand in session.scalars(query):
        rows.setdefault(hand.task_id, []).append({
            **(hand.answers or {}), "by": hand.organisation.name if hand.organisation else "",
            "name": hand.person.name if hand.person else "", "for": hand.absent.name if hand.absent else "",
            "signed_on": today(hand.ended_at).isoformat() if hand.ended_at else ""})
    return {node: rows[task] for node, task in last.items() if task in rows}
