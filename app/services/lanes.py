"""Finds whose task it is: the lane of the drawing, read with the procedure, gives a role in an organisation."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app.engine import OpenTask
from app.models import Entry, Person, Task
from app.services.access import SUBJECT
from app.services.context import Context
from app.services.live import Live


@dataclass(frozen=True)
class Place:
    """`person_id`: the one person whose task it is, where the lane names one."""

    role: str
    organisation_id: int | None
    person_id: int | None = None


def place(ctx: Context, live: Live, task: OpenTask) -> Place:
    """Role and organisation of an open task. The checker has proved that every lane names both."""
    lane = live.running.procedure.lanes[task.lane]
    if lane.organisation == SUBJECT:
        return Place(SUBJECT, None)
    organ = ctx.house.organs.named(ctx.session, lane.organisation, task.data)
    role = lane.roles.get(organ.kind) or lane.roles["*"]
    return Place(role, organ.id, _person(ctx, str(task.data[lane.person[1:]])) if lane.person else None)


def _person(ctx: Context, named: str) -> int:
    """A person by login, or by an entry (of the experts' register, say) that has one."""
    entry = ctx.session.scalar(sa.select(Entry).where(Entry.key == named))
    login = str(entry.data.get("login")) if entry else named
    return ctx.session.scalars(sa.select(Person.id).where(Person.login == login)).one()


def named_alone(live: Live, task: Task) -> bool:
    """The lane names the person: nobody else of the post may have the task."""
    node = live.running.procedure.nodes.get(task.node)
    lane = live.running.procedure.lanes.get(node.lane) if node else None
    return lane is not None and lane.person is not None
