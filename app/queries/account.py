"""A person's own account: how they are told, whom they act for, who acts for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.actor import Actor
from app.domain.identifiers import mask
from app.errors import NotFound
from app.models import Agency, ContactProof, Organisation, Person, Post, Subject
from app.services.grant_agency import REGISTRARS

GRANTER = sa.orm.aliased(Person)


@dataclass(frozen=True)
class AgencyView:
    """`proof`: whether a written authorisation is kept; `by`: who granted it or took it in. `until` None: no end."""

    id: int
    subject: str
    name: str
    agent: str
    login: str
    until: date | None
    granted_at: datetime | None
    by: str
    proof: bool
    ended_at: datetime | None

    @property
    def runs(self) -> bool:
        return self.until is None or self.until >= today()


@dataclass(frozen=True)
class Account:
    """`email` and `mobile` are masked; `waiting`: the kind of address to which a code was sent, and where."""

    login: str
    name: str
    email: str
    mobile: str
    channel: str
    waiting: tuple[str, str] | None
    subjects: tuple[tuple[str, str], ...]
    agents: tuple[AgencyView, ...]
    acting: tuple[AgencyView, ...]


def account(session: Session, actor: Actor) -> Account:
    """Raises NotFound to who is not a person."""
    person = session.get(Person, actor.person_id) if actor.person_id else None
    if person is None:
        raise NotFound()
    pending = session.scalar(sa.select(ContactProof).where(ContactProof.person_id == person.id))
    own = session.execute(sa.select(Subject.key, Subject.name).join(Agency, Agency.subject_id == Subject.id)
                          .where(Agency.person_id == person.id, Agency.own).order_by(Subject.id)).all()
    mine = sa.select(Agency.subject_id).where(Agency.person_id == person.id, Agency.own)
    return Account(
        person.login, person.name, masked("email", person.email), masked("mobile", person.mobile), person.channel,
        (pending.kind, masked("email" if pending.kind == "mail" else "mobile", pending.address)) if pending else None,
        tuple((key, name) for key, name in own), _agencies(session, Agency.subject_id.in_(mine)),
        _agencies(session, Agency.person_id == person.id))


def masked(kind: str, text: str) -> str:
    return mask(kind, text) if text else ""


def agents_of(session: Session, actor: Actor, subject: str) -> tuple[Subject, tuple[AgencyView, ...]]:
    """For the office that takes authorisations in. Raises NotFound to others and for an unknown subject."""
    found = session.scalar(sa.select(Subject).where(Subject.key == subject))
    if found is None or not actor.roles & REGISTRARS:
        raise NotFound()
    return found, _agencies(session, Agency.subject_id == found.id)


def _agencies(session: Session, which: sa.ColumnElement[bool]) -> tuple[AgencyView, ...]:
    query = (sa.select(Agency, Subject.key, Subject.name, Person.name, Person.login, GRANTER.name, Organisation.name)
             .join(Subject, Subject.id == Agency.subject_id).join(Person, Person.id == Agency.person_id)
             .outerjoin(GRANTER, GRANTER.id == Agency.granted_by)
             .outerjoin(Post, sa.and_(Post.person_id == GRANTER.id, Post.organisation_id.is_not(None)))
             .outerjoin(Organisation, Organisation.id == Post.organisation_id)
             .where(which, Agency.own.is_(False)).order_by(Agency.id.desc()))
    rows = {row[0].id: _view(*row) for row in session.execute(query)}
    return tuple(rows.values())


def _view(row: Agency, key: str, name: str, agent: str, login: str, by: str | None, organ: str | None) -> AgencyView:
    return AgencyView(row.id, key, name, agent, login, row.until, row.granted_at, organ or by or "",
                      row.proof_id is not None, row.ended_at)
