"""People as administrators see them: posts, how much each holds, where the work could go. Never what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.errors import NotFound
from app.models import Person, Post, Task
from app.queries.people import PersonItem, list_people
from app.queries.releases import must_administer
from app.queries.whose_tasks import IS_OPEN


@dataclass(frozen=True)
class Receiver:
    """Somebody who holds a post of the leaver's open tasks; `fits` how many of them."""

    login: str
    name: str
    fits: int


@dataclass(frozen=True)
class StaffMember:
    person: PersonItem
    open_tasks: int
    receivers: tuple[Receiver, ...]


def list_staff(session: Session, actor: Actor) -> tuple[tuple[PersonItem, int], ...]:
    """Everybody with the number of open tasks in their hands."""
    must_administer(actor)
    query = (sa.select(Person.login, sa.func.count()).join(Task, Task.assignee_id == Person.id)
             .where(IS_OPEN).group_by(Person.login))
    held: Mapping[str, int] = {row[0]: row[1] for row in session.execute(query)}
    return tuple((one, held.get(one.login, 0)) for one in list_people(session, actor))


def find_staff(session: Session, actor: Actor, login: str) -> StaffMember:
    """Raises NotFound for an unknown login, NotAllowed to anybody but administrators."""
    found = next(((one, n) for one, n in list_staff(session, actor) if one.login == login), None)
    if found is None:
        raise NotFound(f"没有这个用户：{login}")
    return StaffMember(*found, receivers=_receivers(session, login))


def _receivers(session: Session, login: str) -> tuple[Receiver, ...]:
    leaver = sa.select(Person.id).where(Person.login == login).scalar_subquery()
    same = sa.and_(Post.role == Task.role, Post.organisation_id == Task.organisation_id)
    query = (sa.select(Person.login, Person.name, sa.func.count(sa.distinct(Task.id)))
             .select_from(Task).join(Post, same).join(Person, Person.id == Post.person_id)
             .where(IS_OPEN, Task.assignee_id == leaver, Post.ended_at.is_(None),
                    Person.disabled_at.is_(None), Person.id != leaver)
             .group_by(Person.login, Person.name).order_by(sa.func.count(sa.distinct(Task.id)).desc(), Person.name))
    return tuple(Receiver(*row) for row in session.execute(query))
