"""Who is away and who does their work: one's own substitutions, and those that somebody may say something about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app.clock import today
from app.domain.actor import Actor
from app.errors import NotFound
from app.models import Absence, Person, Post
from app.services.absences import may_say_for, organs_of
from app.services.access import HEADS


@dataclass(frozen=True)
class LentPost:
    """`id` may be named by `as`."""

    id: int
    role: str
    organisation: str


@dataclass(frozen=True)
class Substitution:
    """`absent` is away, `substitute` does their work; both are logins. `runs` today; `posts`: what is lent today."""

    id: int
    absent: str
    absent_name: str
    substitute: str
    substitute_name: str
    from_on: date
    until_on: date
    reason: str
    runs: bool
    posts: tuple[LentPost, ...]


@dataclass(frozen=True)
class Colleague:
    """`posts` in words that tell people of one name apart: the organs they work in."""

    login: str
    name: str
    posts: str = ""


@dataclass(frozen=True)
class Away:
    """Somebody and what is set for them."""

    login: str
    name: str
    absences: tuple[Substitution, ...]


def substitutions(session: Session, actor: Actor) -> tuple[Substitution, ...]:
    """Mine, on either side, that are not over yet."""
    mine = sa.or_(Absence.person_id == actor.person_id, Absence.substitute_id == actor.person_id)
    return _views(session, actor, mine)


def absences_of(session: Session, actor: Actor, login: str) -> Away:
    """Of one person, for whoever may set them. Raises NotFound to anybody else."""
    person = _person(session, actor, login)
    return Away(person.login, person.name, _views(session, actor, Absence.person_id == person.id))


def under_me(session: Session, actor: Actor) -> tuple[Colleague, ...]:
    """For the head of an organ: its people, by name."""
    organs = {p.organisation_id for p in actor.posts if p.role in HEADS.values()}
    query = (sa.select(Person.login, Person.name).join(Post, Post.person_id == Person.id)
             .where(Post.organisation_id.in_(organs), Post.ended_at.is_(None), Person.disabled_at.is_(None),
                    Person.id != actor.person_id).distinct().order_by(Person.name))
    return tuple(Colleague(login, name) for login, name in session.execute(query)) if organs else ()


def possible_substitutes(session: Session, actor: Actor, login: str) -> tuple[Colleague, ...]:
    """Colleagues of the same organ, by name."""
    person = _person(session, actor, login)
    query = (sa.select(Person).join(Post, Post.person_id == Person.id)
             .where(Post.organisation_id.in_(organs_of(person)), Post.ended_at.is_(None), Person.disabled_at.is_(None),
                    Person.id != person.id).order_by(Person.name))
    people = session.scalars(query.options(selectinload(Person.posts).joinedload(Post.organisation))).unique()
    return tuple(Colleague(p.login, p.name, "、".join(sorted({
        post.organisation.name for post in p.posts if post.organisation and post.ended_at is None}))) for p in people)


def _person(session: Session, actor: Actor, login: str) -> Person:
    found = session.scalar(sa.select(Person).where(Person.login == login))
    if found is None or not may_say_for(actor, found):
        raise NotFound()
    return found


def _views(session: Session, actor: Actor, which: sa.ColumnElement[bool]) -> tuple[Substitution, ...]:
    query = (sa.select(Absence).where(which, Absence.ended_at.is_(None), Absence.until_on >= today())
             .options(joinedload(Absence.person), joinedload(Absence.substitute)).order_by(Absence.from_on, Absence.id))
    lent = {one.person_id: one.posts for one in actor.absent}
    return tuple(Substitution(
        a.id, a.person.login, a.person.name, a.substitute.login, a.substitute.name, a.from_on, a.until_on, a.reason,
        a.from_on <= today(), tuple(LentPost(p.id, p.role, p.organisation) for p in lent.get(a.person_id, ()))
        if a.substitute_id == actor.person_id else ()) for a in session.scalars(query))
