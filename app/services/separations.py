"""Four eyes (四眼原则): tasks that one person, or one organisation, may not do both; the procedure says which."""

from __future__ import annotations

import sqlalchemy as sa

from app.errors import NotAllowed
from app.models import Case, Task
from app.services.context import Context
from app.services.live import Live


def must_be_apart(ctx: Context, live: Live, task: Task) -> None:
    """Raises NotAllowed with the rule's own sentence. Rules reach into the case that this one follows."""
    for rule in live.running.procedure.separations:
        if task.node not in rule.nodes:
            continue
        others = [node for node in rule.nodes if node != task.node]
        column = Task.assignee_id if rule.by == "person" else Task.organisation_id
        mine = ctx.actor.person_id if rule.by == "person" else task.organisation_id
        query = sa.select(column).join(Case, Case.id == Task.case_id).where(
            Task.state == "done", Task.node.in_(others), Case.id.in_([live.case.id, live.case.follows_id]))
        if mine in set(ctx.session.scalars(query)):
            raise NotAllowed(rule.sentence)
