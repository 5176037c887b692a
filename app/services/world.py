"""The World that a form asks (options, records, uploads), as the actor of a verb stands in it."""

from __future__ import annotations

from app.models import Case, Subject, Task
from app.queries.world import World
from app.services.context import Context
from app.services.house import Running
from app.services.live import Live


def world_of(ctx: Context, live: Live, task: Task | None = None) -> World:
    """Inside a running case (for one of its tasks)."""
    return World(ctx.session, ctx.actor, ctx.now, case=live.case, task=task)


def world_for(ctx: Context, running: Running, subject: Subject | None, before: Case | None) -> World:
    """Before there is a case."""
    return World(ctx.session, ctx.actor, ctx.now, subject=subject, follows=before)
