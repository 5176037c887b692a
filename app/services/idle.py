"""Whether a case waits for nothing that is due to come: no task, no clock, no message that is a stage of its own."""

from __future__ import annotations

from app.models import Wait
from app.services.house import Running
from app.services.live import Live

WORK = "idle"  # of incidents: their `ref` is the case's id


def is_idle(live: Live) -> bool:
    return live.case.status == "open" and not live.tasks and not any(_may_come(live, wait) for wait in live.waits)


def _may_come(live: Live, wait: Wait) -> bool:
    """What stands beside the way (a withdrawal, an extension, the clock on a task) nobody owes; a timer comes only
    while its limit is open."""
    if wait.closed or wait.node not in on_the_way(live.running):
        return False
    if wait.kind == "message":
        return wait.node in live.running.procedure.texts.stages
    key = wait.name.split("@")[0]
    return wait.kind != "timer" or any(row.open and row.key == key for row in live.deadlines)


def on_the_way(running: Running) -> frozenset[str]:
    """Nodes at which the flow itself stands still; start and boundary events wait beside it."""
    return frozenset(n.id for n in running.flow.nodes.values() if n.kind == "intermediateCatchEvent")
