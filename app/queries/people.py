"""Who somebody is: the actor of a person, of a signed-in browser, of a token. Signing in and out are verbs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app import clock
from app.clock import today
from app.domain.actor import Actor, Standing
from app.domain.actor import Post as PostValue
from app.errors import NotFound
from app.models import Agency, Organisation, Person, Post, SecondFactor, SignIn, Subject, Token
from app.queries.absences import Substitution, substitutions
from app.queries.masking import subject_view
from app.services.absences import lent
from app.services.access import ADMINISTRATORS
from app.services.keys import digest_of

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)

# Asked at every request: columns alone, in statements made once.
_DIGEST, _PERSON = sa.bindparam("digest", type_=sa.LargeBinary), sa.bindparam("person", type_=sa.Integer)
_FACTOR = sa.exists().where(SecondFactor.person_id == SignIn.person_id, SecondFactor.confirmed_at.is_not(None))
_OF_SIGN_IN = (sa.select(SignIn.id, SignIn.seen_at, SignIn.began_at, SignIn.person_id, SignIn.vouched, Person.name,
                         _FACTOR.label("factor"))
               .join(Person, Person.id == SignIn.person_id)
               .where(SignIn.digest == _DIGEST, SignIn.ended_at.is_(None), ~SignIn.pending,
                      Person.disabled_at.is_(None)))
_OF_TOKEN = (sa.select(Token.expires_at, Token.person_id, Person.name).join(Person, Person.id == Token.person_id)
             .where(Token.digest == _DIGEST, Token.revoked_at.is_(None), Person.disabled_at.is_(None)))
_DAY = sa.bindparam("day", type_=sa.Date)
_HELD = (sa.select(Post.id, Post.role, Post.organisation_id, Organisation.name, Post.person_id, Person.name)
         .join(Person, Person.id == Post.person_id).outerjoin(Organisation, Organisation.id == Post.organisation_id)
         .where(sa.or_(Post.person_id == _PERSON, lent(_PERSON, _DAY)), Post.ended_at.is_(None)).order_by(Post.id))
_ACTED_FOR = sa.select(Agency.subject_id).where(
    Agency.person_id == _PERSON, sa.or_(Agency.until.is_(None), Agency.until >= _DAY))


@dataclass(frozen=True)
class Browser:
    """A signed-in browser; `stale` where its last sight is old enough to be noted anew (verb note_seen); `factor`:
    the person has a second factor in force; `vouched`: the identity provider has asked for one."""

    sign_in_id: int
    actor: Actor
    stale: bool
    factor: bool
    vouched: bool


@dataclass(frozen=True)
class PostView:
    id: int
    role: str
    organisation: str | None


@dataclass(frozen=True)
class ActingFor:
    """A subject that the person may act for; `until` is the last day of a proved authorisation."""

    id: str
    name: str
    kind: str
    identifier: str
    own: bool
    until: date | None


@dataclass(frozen=True)
class Me:
    login: str
    name: str
    posts: tuple[PostView, ...]
    subjects: tuple[ActingFor, ...]
    substitutions: tuple[Substitution, ...]


@dataclass(frozen=True)
class PersonItem:
    login: str
    name: str
    posts: tuple[PostView, ...]
    created_at: datetime
    disabled_at: datetime | None


@dataclass(frozen=True)
class OrganisationView:
    id: int
    code: str
    name: str
    short: str
    kind: str
    tag: str | None
    phone: str
    address: str


def actor_of_sign_in(session: Session, secret: str, as_post: int | None = None) -> Browser | None:
    """The actor of a browser's cookie: not signed out, seen within 30 minutes, signed in within 12 hours."""
    row, now = session.execute(_OF_SIGN_IN, {"digest": digest_of(secret)}).one_or_none(), clock.now()
    if row is None or now - row.seen_at > IDLE or now - row.began_at > LONGEST:
        return None
    actor = _actor(session, row.person_id, row.name, as_post)
    return Browser(row.id, actor, now - row.seen_at > timedelta(minutes=1), bool(row.factor), row.vouched)


def actor_of_token(session: Session, secret: str, as_post: int | None = None) -> Actor | None:
    """The actor of an API token that is neither expired nor revoked."""
    row = session.execute(_OF_TOKEN, {"digest": digest_of(secret)}).one_or_none()
    if row is None or row.expires_at <= clock.now():
        return None
    return _actor(session, row.person_id, row.name, as_post)


def login_of(session: Session, person_id: int) -> str:
    return session.scalars(sa.select(Person.login).where(Person.id == person_id)).one()


def actor_of_login(session: Session, login: str, as_post: int | None = None) -> Actor | None:
    person_id = session.scalar(sa.select(Person.id).where(Person.login == login))
    return actor_of(session, person_id, as_post) if person_id else None


def actor_of(session: Session, person_id: int, as_post: int | None = None) -> Actor | None:
    """With every post held today and every subject acted for today; None for a disabled person.

    A post chosen that is not held is as good as none chosen: verbs then ask for it.
    """
    name = session.scalar(sa.select(Person.name).where(Person.id == person_id, Person.disabled_at.is_(None)))
    return None if name is None else _actor(session, person_id, name, as_post)


def _actor(session: Session, person_id: int, name: str, as_post: int | None) -> Actor:
    person = {"person": person_id, "day": today()}
    held: dict[int, Standing] = {person_id: Standing(person_id, name, ())}
    for post, role, organ, organ_name, holder, holder_name in session.execute(_HELD, person):
        one = held.setdefault(holder, Standing(holder, holder_name, ()))
        held[holder] = replace(one, posts=(*one.posts, PostValue(post, role, organ or 0, organ_name or "")))
    own = held.pop(person_id)
    subjects = session.scalars(_ACTED_FOR, person)
    return Actor("person", person_id, name, own.posts, frozenset(subjects), as_post=as_post,
                 absent=tuple(held.values()))


def _valid() -> tuple[sa.ColumnElement[bool], ...]:
    return (sa.or_(Agency.until.is_(None), Agency.until >= today()),)


def me(session: Session, actor: Actor) -> Me:
    """What the contract's GET /me says."""
    person = session.get_one(Person, actor.person_id)
    acting = (sa.select(Subject, Agency.own, Agency.until).join(Agency, Agency.subject_id == Subject.id)
              .where(Agency.person_id == actor.person_id, *_valid()).order_by(Agency.own.desc(), Subject.id))
    return Me(person.login, person.name, tuple(PostView(p.id, p.role, p.organisation or None) for p in actor.posts),
              tuple(_acting(*row) for row in session.execute(acting)), substitutions(session, actor))


def _acting(subject: Subject, own: bool, until: date | None) -> ActingFor:
    seen = subject_view(subject)
    assert seen is not None
    return ActingFor(seen.id, seen.name, seen.kind, seen.identifier, own, until)


def list_people(session: Session, actor: Actor) -> tuple[PersonItem, ...]:
    """Everybody with posts, for administrators. Raises NotFound to others."""
    if not actor.roles & ADMINISTRATORS and actor.kind != "operator":
        raise NotFound()
    query = (sa.select(Person).options(selectinload(Person.posts).joinedload(Post.organisation)).order_by(Person.login))
    return tuple(PersonItem(p.login, p.name, _posts(p.posts), p.created_at, p.disabled_at)
                 for p in session.scalars(query))


def _posts(rows: Iterable[Post]) -> tuple[PostView, ...]:
    return tuple(PostView(p.id, p.role, p.organisation.name if p.organisation else None)
                 for p in rows if p.ended_at is None)


def list_organisations(session: Session) -> tuple[OrganisationView, ...]:
    query = sa.select(Organisation).order_by(Organisation.kind, Organisation.id)
    return tuple(OrganisationView(o.id, o.code, o.name, o.short, o.kind, o.tag, o.phone, o.address)
                 for o in session.scalars(query))


@dataclass(frozen=True)
class TokenItem:
    id: int
    login: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


def list_tokens(session: Session) -> tuple[TokenItem, ...]:
    query = sa.select(Token, Person.login).join(Person, Person.id == Token.person_id).order_by(Token.id)
    return tuple(TokenItem(t.id, login, t.created_at, t.expires_at, t.revoked_at)
                 for t, login in session.execute(query))
