"""Finds whose task it is: the lane of the drawing, read with the procedure, gives a role in an organisation."""

from __future__ import annotations

import sqlalchemy as sa

from app.engine import OpenTask
from app.models import Organisation
from app.services.access import SUBJECT
from app.services.context import Context
from app.services.live import Live


def place(ctx: Context, live: Live, task: OpenTask) -> tuple[str, int | None]:
    """Role and organisation of an open task. The checker has proved that every lane names both."""
    lane = live.running.procedure.lanes[task.lane]
    if lane.organisation == SUBJECT:
        return SUBJECT, None
    organisation = find_organisation(ctx, live, lane.organisation, dict(task.data))
    return lane.roles.get(organisation.kind) or lane.roles["*"], organisation.id


def find_organisation(ctx: Context, live: Live | None, word: str, data: dict[str, object]) -> Organisation:
    """`$name` reads the case's data (an organisation's id), anything else is an organisation's tag."""
    if word.startswith("$"):
        return ctx.session.get_one(Organisation, int(str(data[word[1:]])))
    return ctx.session.execute(sa.select(Organisation).where(Organisation.tag == word)).scalar_one()
