"""Which tasks are whose: ids by separate paths, each answered by one index in the order of the due day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.models import Case, Copy, Hand, Task
from app.queries.visible import closed_for
from app.services import access
from app.services.copies import to_actor

Scope = Literal["mine", "group", "done", "copied", "all"]
Part = sa.Select[int]
# Written out, not bound: only so does SQLite see that the partial indexes on tasks say it already, and counts them
# without looking at a single row.
IS_OPEN = Task.state == sa.literal_column("'open'")
IS_DONE = Task.state == sa.literal_column("'done'")
HAND_OPEN = Hand.state == sa.literal_column("'open'")


@dataclass(frozen=True)
class Beside:
    """Cases from which I stepped aside; tasks in which I have a part beside their holder, by name or by a post."""

    closed: list[int]
    named: frozenset[int]
    free: frozenset[int]


def beside(session: Session, actor: Actor) -> Beside:
    """In one statement, for every scope that a page asks about."""
    named, free = Hand.person_id.in_(_people(actor)), sa.or_(sa.false(), *_places(actor, Hand))
    cases: sa.Select[Any] = closed_for(actor).add_columns(sa.literal("case"))
    hands = (sa.select(Hand.task_id, sa.case((named, "named"), else_="free"))
             .where(HAND_OPEN, sa.or_(named, sa.and_(Hand.person_id.is_(None), free))))
    rows = session.execute(sa.union_all(cases, hands)).all() if actor.person_id else []
    closed, mine, group = ([i for i, what in rows if what == word] for word in ("case", "named", "free"))
    return Beside(closed, frozenset(mine), frozenset(group))


def parts(actor: Actor, scope: Scope | None, aside: Beside, by_id: bool = False) -> list[Part]:
    """Mine are also those of whom I substitute today, and those that I am to sign or to draft. No part has a task of
    another, and none has one of a case from which I have stepped aside. `by_id`: they will be narrowed to a few known
    tasks, and no index shall tempt SQLite to go through all in the order of their day."""
    hands = {"mine": aside.named, "group": aside.free, None: aside.named | aside.free}.get(scope)
    found = _parts(actor, scope, by_id)
    if hands:
        found.append(_open(by_id).where(Task.id.in_(sorted(hands)), *_not_mine_anyway(actor, scope)))
    return [part.where(Task.case_id.not_in(aside.closed)) for part in found] if aside.closed else found


def _parts(actor: Actor, scope: Scope | None, by_id: bool) -> list[Part]:
    if scope == "all":
        return [_open(by_id)]
    if scope == "copied":
        return [sa.select(Task.id).where(Task.id.in_(sa.select(Copy.task_id).where(to_actor(actor))))]
    if scope == "done":
        ended = Task.state == "done" if by_id else IS_DONE
        return [sa.select(Task.id).where(Task.assignee_id == actor.person_id, ended)]
    mine = [_open(by_id).where(Task.assignee_id == person) for person in _people(actor)]
    if scope == "mine":
        return [*mine, *_asked(actor, by_id)]
    groups = [_open(by_id).where(Task.assignee_id.is_(None), place) for place in _places(actor, Task)]
    return [*(mine if scope is None else ()), *groups, *_asked(actor, by_id)]


def _open(by_id: bool) -> Part:
    return sa.select(Task.id).where(Task.state == "open" if by_id else IS_OPEN)


def _people(actor: Actor) -> list[int | None]:
    return [actor.person_id, *(one.person_id for one in actor.absent)]


def _places(actor: Actor, table: type[Task] | type[Hand]) -> list[sa.ColumnElement[bool]]:
    """Each post held or lent, once, as a condition on role and organisation."""
    held = (*actor.posts, *(post for one in actor.absent for post in one.posts))
    posts = dict.fromkeys((post.organisation_id, post.role) for post in held if post.organisation_id)
    return [sa.and_(table.organisation_id == organ, table.role == role) for organ, role in posts]


def _asked(actor: Actor, by_id: bool) -> list[Part]:
    """What the credit subject itself is asked to do."""
    if not actor.subject_ids:
        return []
    theirs = sa.select(Case.id).where(Case.subject_id.in_(actor.subject_ids), Case.status != "closed")
    return [_open(by_id).where(Task.case_id.in_(theirs), Task.role == access.SUBJECT, Task.assignee_id.is_(None))]


def _not_mine_anyway(actor: Actor, scope: Scope | None) -> list[sa.ColumnElement[bool]]:
    """Those of a part that no other part has: a total adds the parts up."""
    apart: list[sa.ColumnElement[bool]] = [sa.func.coalesce(Task.assignee_id, 0).not_in(_people(actor))]
    if scope != "mine":
        mine = sa.or_(sa.false(), *_places(actor, Task))
        apart.append(sa.not_(sa.and_(Task.assignee_id.is_(None), mine)))
    return apart
