"""Four eyes (四眼原则): tasks that one person, or one organisation, may not do both; the procedure says which."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app.errors import NotAllowed
from app.models import Case, Hand, Task
from app.procedures.model import Separation
from app.services.context import Context
from app.services.lanes import named_alone
from app.services.live import Live

Ids = frozenset[int | None]
NOBODY: Ids = frozenset([None])


@dataclass(frozen=True)
class Apart:
    """Who has done what a task is kept apart from. `answered`: who was asked apart and has given an opinion already."""

    answered: Ids
    done: tuple[tuple[Separation, Ids], ...]


def must_be_apart(ctx: Context, live: Live, task: Task, people: Ids, organisation_id: int | None) -> None:
    """Raises NotAllowed with the rule's own sentence. Rules reach into the case that this one follows.

    `people`: who would have a hand in the task, the absent whose substitute acts among them.
    """
    found = live.apart.get(task.id)
    if found is None:
        found = live.apart[task.id] = Apart(_answered(ctx, live, task), _done(ctx, live, task))
    if (found.answered & people) - NOBODY:
        raise NotAllowed("这一次您已经独立提出意见，不能再以另一人的名义提出一份。")
    for rule, done in found.done:
        mine = people if rule.by == "person" else frozenset([organisation_id])
        if (done & mine) - NOBODY:
            raise NotAllowed(rule.sentence)


def _answered(ctx: Context, live: Live, task: Task) -> Ids:
    """Of several persons asked apart nobody answers for two in one round, or three opinions would be two persons'."""
    if not named_alone(live, task):
        return frozenset()
    query = sa.select(Task.assignee_id).where(Task.case_id == live.case.id, Task.node == task.node,
                                              Task.item != task.item, Task.opened_by == task.opened_by,
                                              Task.state != "cancelled")
    return frozenset(ctx.session.scalars(query))


def _done(ctx: Context, live: Live, task: Task) -> tuple[tuple[Separation, Ids], ...]:
    """Whoever did, drafted or signed the other step has done it. A colleague's opinion that its holder asked for is
    advice: it does not keep the adviser from the next step."""
    rules = [rule for rule in live.running.procedure.separations if task.node in rule.nodes]
    others = {node for rule in rules for node in rule.nodes} - {task.node}
    if not others:
        return ()
    query = (sa.select(Task.node, Task.assignee_id, Task.for_id, Hand.person_id, Hand.for_id,
                       Task.organisation_id, Hand.organisation_id)
             .join(Case, Case.id == Task.case_id)
             .outerjoin(Hand, sa.and_(Hand.task_id == Task.id, Hand.state == "done",
                                      sa.or_(Hand.kind == "draft", Hand.place == "drawn")))
             .where(Task.state == "done", Task.node.in_(others), Case.id.in_([live.case.id, live.case.follows_id])))
    rows = [(node, frozenset(who[:4]), frozenset(who[4:])) for node, *who in ctx.session.execute(query)]
    return tuple((rule, NOBODY.union(*(people if rule.by == "person" else organs
                                       for node, people, organs in rows if node in rule.nodes))) for rule in rules)
