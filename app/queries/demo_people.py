"""The sign-ins that the demo's sign-in page lists. In production no row is marked demo, so the list is empty."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Organisation, Person, Post

PARTIES = ("citizen", "enterprise_agent")


@dataclass(frozen=True)
class DemoPerson:
    login: str
    name: str
    place: str
    role: str


def demo_people(session: Session) -> tuple[DemoPerson, ...]:
    """Parties first, then those who work here, as they were added."""
    query = (sa.select(Person.login, Person.name, Post.role, Organisation.name).join(Post, Post.person_id == Person.id)
             .outerjoin(Organisation, Organisation.id == Post.organisation_id)
             .where(Person.demo, Person.disabled_at.is_(None), Post.ended_at.is_(None)).order_by(Person.id))
    found = [(role in PARTIES, DemoPerson(login, name, organ or "", role))
             for login, name, role, organ in session.execute(query)]
    return (*(person for party, person in found if party), *(person for party, person in found if not party))
