"""What one can apply for: published procedures that a party may open, with the words of their tile."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.errors import NotFound
from app.procedures import Procedure
from app.procedures.form_model import Field
from app.services.house import house
from app.services.intake import PARTIES


def offered(session: Session, actor: Actor) -> tuple[Procedure, ...]:
    """Procedures with a tile on the home page; those that follow a closed case are reached from it."""
    return tuple(p for p in published(session) if p.texts.home and not p.follows)


def published(session: Session) -> tuple[Procedure, ...]:
    """All that a citizen or an enterprise may open."""
    every = (running.procedure for running in house().published(session))
    return tuple(p for p in every if any(set(door.openers) & set(PARTIES) for door in p.doors.values()))


def find_offered(session: Session, actor: Actor, slug: str) -> Procedure:
    """Raises NotFound for what is not published, or is not opened by parties."""
    found = next((p for p in published(session) if p.slug == slug), None)
    if found is None:
        raise NotFound()
    return found


def record_field(procedure: Procedure) -> Field | None:
    """The question of the start form that takes records of the subject."""
    forms = {door.form for door in procedure.doors.values()}
    fields: Sequence[Field] = [f for name in forms for f in procedure.forms[name].fields]
    return next((f for f in fields if f.type == "record" and (f.source or "records") == "records"), None)
