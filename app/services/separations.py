"""Four eyes (四眼原则): tasks that one person, or one organisation, may not do both; the procedure says which."""

from __future__ import annotations

import sqlalchemy as sa

from app.errors import NotAllowed
from app.models import Case, Hand, Task
from app.procedures.model import Separation
from app.services.context import Context
from app.services.lanes import named_alone
from app.services.live import Live


def must_be_apart(ctx: Context, live: Live, task: Task, people: frozenset[int | None],
                  organisation_id: int | None) -> None:
    """Raises NotAllowed with the rule's own sentence. Rules reach into the case that this one follows.

    `people`: who would have a hand in the task, the absent whose substitute acts among them.
    """
    if people - {None} and _has_answered(ctx, live, task, people):
        raise NotAllowed("这一次您已经独立提出意见，不能再以另一人的名义提出一份。")
    for rule in live.running.procedure.separations:
        if task.node in rule.nodes and _met(ctx, live, task, rule, people, organisation_id):
            raise NotAllowed(rule.sentence)


def _has_answered(ctx: Context, live: Live, task: Task, people: frozenset[int | None]) -> bool:
    """Of several persons asked apart nobody answers for two in one round, or three opinions would be two persons'."""
    if not named_alone(live, task):
        return False
    query = sa.select(Task).where(Task.case_id == live.case.id, Task.node == task.node, Task.item != task.item,
                                  Task.opened_by == task.opened_by, Task.state != "cancelled",
                                  Task.assignee_id.in_(people - {None}))
    return ctx.session.scalar(query.limit(1)) is not None


def _met(ctx: Context, live: Live, task: Task, rule: Separation, people: frozenset[int | None],
         organisation_id: int | None) -> bool:
    """Whoever did, drafted or signed the other step has done it. A colleague's opinion that its holder asked for is
    advice: it does not keep the adviser from the next step."""
    others = [node for node in rule.nodes if node != task.node]
    query = (sa.select(Task.assignee_id, Task.for_id, Task.organisation_id, Hand.person_id, Hand.for_id,
                       Hand.organisation_id)
             .join(Case, Case.id == Task.case_id)
             .outerjoin(Hand, sa.and_(Hand.task_id == Task.id, Hand.state == "done",
                                      sa.or_(Hand.kind == "draft", Hand.place == "drawn")))
             .where(Task.state == "done", Task.node.in_(others), Case.id.in_([live.case.id, live.case.follows_id])))
    for holder, absent, organ, hand, stead, hands_organ in ctx.session.execute(query):
        done, mine = ({holder, absent, hand, stead}, people) if rule.by == "person" else (
            {organ, hands_organ}, frozenset([organisation_id]))
        if (done & mine) - {None}:
            return True
    return False
