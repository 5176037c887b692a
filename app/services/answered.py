"""The tasks of a case that are done, and what was answered to them last."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Task


def done_tasks(case_id: int | None, nodes: Collection[str] | None = None) -> sa.Select[Task]:
    """Of these nodes, or of all; the newest first."""
    query = (sa.select(Task).where(Task.case_id == case_id, Task.state == "done")
             .order_by(Task.ended_at.desc(), Task.id.desc()))
    return query if nodes is None else query.where(Task.node.in_(nodes))


def last_answers(session: Session, case_id: int | None, nodes: Collection[str]) -> Mapping[str, Any]:
    """Of a task, or of the one among several that was done last."""
    query = done_tasks(case_id, nodes).with_only_columns(Task.answers)
    return session.scalar(query.limit(1)) or {}
