"""Who is away, and who does their work (代办): for a span of days, within one organ. It ends by its last day."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from app.domain.actor import Actor
from app.errors import NotAllowed, NotFound
from app.models import Absence, Person, Post
from app.services.access import APART, HEADS
from app.services.context import Context

LONGEST = 366  # days


def lent(person: sa.BindParameter[int], day: sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    """Posts of absent people whose substitute this person is on that day, in organs where they work themselves."""
    absent = sa.select(Absence.person_id).where(Absence.substitute_id == person, stands_on(day))
    own = sa.select(Post.organisation_id).where(Post.person_id == person, Post.ended_at.is_(None),
                                                Post.role.not_in(sorted(APART)))
    return sa.and_(Post.person_id.in_(absent), Post.organisation_id.in_(own))


def stands_on(day: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    """The absences of a day."""
    return sa.and_(Absence.from_on <= day, Absence.until_on >= day, Absence.ended_at.is_(None))


def must_say_for(ctx: Context, person: Person) -> None:
    """The person themselves, the administrator, the head of their organ, the supervisor."""
    if not may_say_for(ctx.actor, person):
        raise NotAllowed("代办由本人、本单位负责人或者管理员设置。")


def may_say_for(actor: Actor, person: Person) -> bool:
    if actor.person_id == person.id or actor.kind == "operator" or actor.roles & {"admin", "supervisor"}:
        return True
    return any(p.role in HEADS.values() and p.organisation_id in organs_of(person) for p in actor.posts)


def find_person(ctx: Context, login: str) -> Person:
    """Locked: two who say something of one person's absence come one after the other. Raises NotFound."""
    found = ctx.session.scalar(sa.select(Person).where(Person.login == login).with_for_update(of=Person))
    if found is None:
        raise NotFound(f"没有这个用户：{login}")
    return found


def organs_of(person: Person) -> set[int]:
    return {p.organisation_id for p in person.posts
            if p.ended_at is None and p.organisation_id and p.role not in APART}
