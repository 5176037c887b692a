"""Finds whose task it is: the lane of the drawing, read with the procedure, gives a role in an organisation."""

from __future__ import annotations

from app.engine import OpenTask
from app.services.access import SUBJECT
from app.services.context import Context
from app.services.live import Live


def place(ctx: Context, live: Live, task: OpenTask) -> tuple[str, int | None]:
    """Role and organisation of an open task. The checker has proved that every lane names both."""
    lane = live.running.procedure.lanes[task.lane]
    if lane.organisation == SUBJECT:
        return SUBJECT, None
    organ = ctx.house.organs.named(ctx.session, lane.organisation, task.data)
    return lane.roles.get(organ.kind) or lane.roles["*"], organ.id
