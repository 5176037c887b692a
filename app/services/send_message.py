"""Send a named message into a case that waits for it: supplement, withdrawal, request for extension ..."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import Conflict, NotAllowed, NotFound
from app.evidence import chain
from app.models import Task, Wait
from app.procedures import Form
from app.procedures.model import Message
from app.services import access
from app.services.advance import advance
from app.services.answers import steering, take, use_uploads
from app.services.context import Context
from app.services.live import Live, within
from app.services.lock import lock_case, must_run, task_organisations
from app.services.operations import port
from app.services.world import world_of


def send_message(ctx: Context, *, number: str, name: str, answers: Mapping[str, Any], item: str | None = None,
                 version: int | None = None) -> dict[str, Any]:
    """Returns `{number, open_tasks}`. Raises NotFound for a name the procedure does not have, Conflict where nothing
    waits for it now, NotAllowed for a sender it is not meant for."""
    live = lock_case(ctx, number, version)
    message = live.running.procedure.messages.get(name)
    if message is None:
        raise NotFound()
    must_send(ctx, live, message)
    wait = awaiting(ctx, live, message, item)
    form = live.running.procedure.forms[message.form]
    clean = take(form, answers, world_of(ctx, live))
    use_uploads(ctx, live.case, form, clean)
    deliver(ctx, live, wait, form, clean)
    return {"number": live.case.number, "open_tasks": [t.id for t in live.tasks]}


def must_send(ctx: Context, live: Live, message: Message) -> None:
    if not may_send(ctx, live, message):
        raise NotAllowed(f"“{message.title}”不由您提出。")


def may_send(ctx: Context, live: Live, message: Message) -> bool:
    """`by` names roles, or the subject. A role counts in an organ that works on the case."""
    actor = ctx.actor
    if access.SUBJECT in message.by and access.is_subject(actor, live.case):
        return True
    organs = task_organisations(ctx.session, live.case.id) | {live.case.organisation_id}
    return any(post.role in message.by and post.organisation_id in organs for post in actor.posts)


def awaiting(ctx: Context, live: Live, message: Message, item: str | None) -> Wait:
    must_run(live)
    found = [w for w in live.waits if w.kind == "message" and w.name == message.name and item in (None, w.item)]
    found = [w for w in found if not w.closed and (len(found) == 1 or is_theirs(ctx, live, w))]
    if not found:
        raise Conflict(message.refused or f"现在不能“{message.title}”。", code="not_awaited")
    return found[0]


def is_theirs(ctx: Context, live: Live, wait: Wait) -> bool:
    """Where several organs wait side by side, an officer speaks in the part of their own organ; a subject in any."""
    organs = access.organisations(ctx.actor)
    if not organs or access.is_subject(ctx.actor, live.case):
        return True
    query = sa.select(Task.item).where(Task.case_id == live.case.id, Task.organisation_id.in_(organs)).distinct()
    return any(within(item, wait.item) for item in ctx.session.scalars(query))


def deliver(ctx: Context, live: Live, wait: Wait, form: Form, clean: Mapping[str, Any]) -> None:
    """Step the flow with a message whose answers are in order; they are kept beside the case under its name."""
    digest = chain.commitment(live.case.salt, dict(clean))
    ctx.rows.set(live.case, answers={**live.case.answers, f"message:{wait.name}": dict(clean)})
    ctx.trail.write(Tag.CASE_MESSAGE, live.case, after={"message": wait.name, "item": wait.item, "answers": digest})
    step = ctx.house.engine.send(live.running.flow, must_run(live), wait.ref, wait.node, steering(form, clean),
                                 ask=port(ctx, live.case.id, live.case.subject_id))
    advance(ctx, live, step)
