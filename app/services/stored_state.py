"""Whether the stored state of a case awaits what the rows say: by its own flow, or by that of another release."""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.engine import Flow
from app.models import Case, Task, Wait
from app.services.house import House


def difference(session: Session, house: House, case: Case, flow: Flow) -> Literal["", "tasks", "waits"]:
    """What is not the same. The case has a stored state; raises StepFailed where this flow cannot read it."""
    assert case.snapshot is not None
    tasks, waiting = house.engine.look(flow, case.snapshot)
    rows = session.execute(sa.select(Task.ref, Task.node).where(Task.case_id == case.id, Task.state == "open")).all()
    if {(t.id, t.node) for t in tasks} != {(row.ref, row.node) for row in rows}:
        return "tasks"
    waits = session.execute(sa.select(Wait.ref, Wait.node, Wait.name).where(Wait.case_id == case.id)).all()
    same = {(w.id, w.node, w.name) for w in waiting} == {(row.ref, row.node, row.name) for row in waits}
    return "" if same else "waits"
