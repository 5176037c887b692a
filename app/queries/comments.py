"""Internal remarks (内部意见) on a case, for the organs alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.models import Comment, Person
from app.queries.seen import Seen, see_case


@dataclass(frozen=True)
class CommentView:
    id: int
    at: datetime
    by: str
    text: str


def list_comments(session: Session, actor: Actor, number: str) -> tuple[CommentView, ...]:
    """In the order they were made; empty to the subject, who never reads them."""
    return comments_of(see_case(session, actor, number))


def comments_of(seen: Seen) -> tuple[CommentView, ...]:
    if seen.subject_side:
        return ()
    query = (sa.select(Comment.id, Comment.at, Person.name, Comment.text).join(Person, Person.id == Comment.person_id)
             .where(Comment.case_id == seen.case.id).order_by(Comment.id))
    return tuple(CommentView(*row) for row in seen.session.execute(query))
