"""The phrases that a person keeps."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.models import Phrase


def phrases_of(session: Session, actor: Actor) -> tuple[tuple[int, str], ...]:
    """Id and text, in the order in which they were kept."""
    query = sa.select(Phrase.id, Phrase.text).where(Phrase.person_id == actor.person_id).order_by(Phrase.id)
    return tuple((phrase, text) for phrase, text in session.execute(query))
