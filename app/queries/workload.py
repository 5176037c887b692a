"""The figures beside the inbox's tabs: how many stand in each, what of them presses, which copies are unread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.domain.actor import Actor
from app.models import Copy, Deadline, Task
from app.queries.paging import COUNTED, Total
from app.queries.whose_tasks import Scope, beside, parts
from app.queries.worklist import OWN, total_of
from app.services.copies import to_actor

MOST_UNREAD = 1_000


@dataclass(frozen=True)
class Pressing:
    """Tasks past a day of the law, soon due by it, and past an aim of the house's own."""

    late: int
    near: int
    aims: int


def workload(session: Session, actor: Actor, near: datetime) -> tuple[dict[str, Total], dict[str, Pressing]]:
    """How many stand in each scope; what presses of mine and of my group's by `near`."""
    aside, scopes = beside(session, actor), ("mine", "group", "done", "copied")
    found = {scope: parts(actor, cast(Scope, scope), aside) for scope in scopes}
    return ({scope: total_of(session, some) for scope, some in found.items()},
            {scope: _pressing(session, found[scope], near) for scope in scopes[:2]})


def _pressing(session: Session, parts: Sequence[sa.Select[int]], near: datetime) -> Pressing:
    found = [0, 0, 0]
    late, own = Task.due_at <= clock.now(), Deadline.status == OWN
    for part in parts:
        due = (part.with_only_columns(sa.case((late, sa.case((own, 2), else_=0)), else_=1).label("kind"))
               .join(Deadline, Deadline.id == Task.deadline_id)
               .where(Task.due_at <= near, sa.or_(late, ~own)).limit(COUNTED).subquery())
        for kind, many in session.execute(sa.select(due.c.kind, sa.func.count()).group_by(due.c.kind)):
            found[kind] += many
    return Pressing(*found)


def unread(session: Session, actor: Actor) -> frozenset[int]:
    """Tasks copied to this actor, or to a post of theirs, that nobody has marked as read."""
    query = sa.select(Copy.task_id).where(to_actor(actor), Copy.read_at.is_(None)).distinct()
    return frozenset(session.scalars(query.limit(MOST_UNREAD))) if actor.person_id else frozenset()
