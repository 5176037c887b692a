"""Who else has the page of a case open just now."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.domain.actor import Actor
from app.models import Case, Person, Presence
from app.queries.visible import visible_cases
from app.services.note_presence import LIFE


def others_here(session: Session, actor: Actor, number: str) -> tuple[str, ...]:
    """Names, in order; nobody for a case that this actor may not know."""
    mine = visible_cases(actor, sa.select(Case.id).where(Case.number == number))
    query = (sa.select(Person.name).join(Presence, Presence.person_id == Person.id)
             .where(Presence.case_id.in_(mine), Presence.person_id != actor.person_id,
                    Presence.seen_at > clock.now() - LIFE).order_by(Person.name))
    return tuple(session.scalars(query))
