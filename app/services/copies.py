"""Whom a case was copied to (抄送): they may read it and change nothing. Who works on it is access.py's."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.models import Case, Copy
from app.services import access


def to_actor(actor: Actor) -> sa.ColumnElement[bool]:
    """Copies meant for this person, by name or by a post held now."""
    posts = [sa.and_(Copy.organisation_id == post.organisation_id, Copy.role == post.role)
             for post in actor.posts if post.organisation_id]
    return sa.or_(Copy.person_id == actor.person_id, *posts)


def copied_to(session: Session, actor: Actor, case_id: int) -> bool:
    if actor.person_id is None:
        return False
    query = sa.select(Copy.id).where(Copy.case_id == case_id, to_actor(actor)).limit(1)
    return session.scalar(query) is not None


def must_read(session: Session, actor: Actor, case: Case | None, task_organisations: frozenset[int]) -> Case:
    """Raises NotFound for a case that this actor neither works on, oversees, is subject of nor was copied."""
    if case is not None and not access.has_stepped_aside(actor, case) and copied_to(session, actor, case.id):
        return case
    return access.must_see(actor, case, task_organisations)
