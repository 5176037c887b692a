"""Which colleagues may be asked to draft or to sign: people in post. Whether the case is open to them: seats.py."""

from __future__ import annotations

import sqlalchemy as sa

from app.errors import Invalid
from app.models import Person, Post, Task
from app.procedures.roles import ROLES
from app.services import seats
from app.services.context import Context
from app.services.live import Live

OFFICERS = ROLES - {"citizen", "enterprise_agent", "supervisor", "auditor"}
MOST = 200
Colleague = tuple[Person, Post]


def possible_drafters(ctx: Context, live: Live, task: Task) -> list[Colleague]:
    """Of the task's own organ, each in one post, as far as they may have a part in it: to whom it may be delegated."""
    return _able(ctx, live, task, _in_post().where(Post.organisation_id == task.organisation_id))


def possible_signers(ctx: Context, live: Live, task: Task) -> list[Colleague]:
    """Of every organ, the task's own first."""
    asked = {hand.person_id for hand in seats.waiting_for(live, task)} - {None}
    own_first = sa.case((Post.organisation_id == task.organisation_id, 0), else_=1)
    query = _in_post().where(Person.id.not_in(asked)).order_by(None)
    query = query.order_by(own_first, Post.organisation_id, Person.name)
    return _able(ctx, live, task, query)


def find(found: list[Colleague], login: str, refusal: str) -> Colleague:
    """Raises Invalid at `to`."""
    one = next((pair for pair in found if pair[0].login == login), None)
    if one is None:
        raise Invalid({"to": [refusal]})
    return one


def _in_post() -> sa.Select[Person, Post]:
    return (sa.select(Person, Post).join(Post, Post.person_id == Person.id)
            .where(Post.ended_at.is_(None), Person.disabled_at.is_(None), Post.role.in_(OFFICERS),
                   Post.organisation_id.is_not(None)).order_by(Person.name, Post.id))


def _able(ctx: Context, live: Live, task: Task, query: sa.Select[Person, Post]) -> list[Colleague]:
    """Neither who asks nor who holds the task: they have their say already."""
    found: dict[int, Colleague] = {}
    for person, post in ctx.session.execute(query.limit(MOST)):
        if person.id not in (ctx.actor.person_id, ctx.actor.acting_for_id, task.assignee_id):
            found.setdefault(person.id, (person, post))
    return [pair for pair in found.values() if seats.is_able(ctx, live, task, pair[0], pair[1].organisation_id)]
