"""Requests to step aside (回避): those that one may decide, those of a case, who could be meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.actor import Actor
from app.errors import NotFound
from app.models import Case, Person, Post, Recusal, Task
from app.queries.seen import reading, see_case
from app.queries.visible import closed_for
from app.services import access
from app.services.recusals import GROUNDS, decides, heads_of

MOST = 100


@dataclass(frozen=True)
class RecusalView:
    """`by`: self, subject or head; `whom` is what the subject wrote; `can_decide` for this reader."""

    id: int
    case: str
    case_title: str
    by: str
    asker: str
    person: str | None
    person_name: str | None
    whom: str
    organisation: str | None
    ground: str
    ground_title: str
    reason: str
    asked_at: datetime
    state: str
    decider: str | None
    decided_at: datetime | None
    decision: str
    can_decide: bool


@dataclass(frozen=True)
class Officer:
    login: str
    name: str
    open_tasks: int


def to_decide(session: Session, actor: Actor) -> tuple[RecusalView, ...]:
    """What waits for this head (or supervisor), the oldest first; empty for everybody else."""
    if not actor.roles & (set(access.HEADS.values()) | {"supervisor"}):
        return ()
    query = (_all().where(Recusal.state == "asked", Recusal.case_id.not_in(closed_for(actor)))
             .order_by(Recusal.id).limit(MOST))
    if "supervisor" not in actor.roles:
        query = query.where(Recusal.organisation_id.in_(access.organisations(actor)))
    return tuple(one for one in _views(session, actor, query) if one.can_decide)


def find_recusal(session: Session, actor: Actor, recusal_id: int) -> RecusalView:
    """Raises NotFound for a request of a case that may not be known."""
    found = _views(session, actor, _all().where(Recusal.id == recusal_id))
    if not found:
        raise NotFound()
    see_case(session, actor, found[0].case)
    return found[0]


def recusals_of(session: Session, actor: Actor, number: str) -> tuple[RecusalView, ...]:
    """Of one case; the subject reads those that it asked for itself, and no name of an officer."""
    seen = see_case(session, actor, number)
    query = _all().where(Recusal.case_id == seen.case.id).order_by(Recusal.id)
    if seen.subject_side:
        query = query.where(Recusal.by == "subject")
    return _views(session, actor, query, hide=seen.subject_side)


def officers_meant(session: Session, actor: Actor, recusal_id: int) -> tuple[Officer, ...]:
    """Who works in the organ that decides, and how much of the case is in their hands."""
    row = session.get(Recusal, recusal_id)
    if row is None:
        raise NotFound()
    return officers_of(session, row.case_id, row.organisation_id)


def officers_of(session: Session, case_id: int, organisation_id: int | None) -> tuple[Officer, ...]:
    held = (sa.select(sa.func.count(Task.id)).where(Task.case_id == case_id, Task.assignee_id == Person.id)
            .correlate(Person).scalar_subquery())
    query = (sa.select(Person.login, Person.name, held).join(Post, Post.person_id == Person.id)
             .where(Post.organisation_id == organisation_id, Post.ended_at.is_(None), Person.disabled_at.is_(None))
             .distinct().order_by(held.desc(), Person.name))
    return tuple(Officer(*row) for row in session.execute(query))


def _all() -> sa.Select[Recusal, str, str]:
    return (sa.select(Recusal, Case.number, Case.title).join(Case, Case.id == Recusal.case_id)
            .options(joinedload(Recusal.person), joinedload(Recusal.asker), joinedload(Recusal.decider),
                     joinedload(Recusal.organisation)))


def _views(session: Session, actor: Actor, query: sa.Select[Recusal, str, str],
           hide: bool = False) -> tuple[RecusalView, ...]:
    """Whoever decides is looked up once an organ."""
    rows, ctx = session.execute(query).all(), reading(session, actor)
    asked = {row.organisation_id for row, *_ in rows if row.state == "asked"}
    heads = {organ: heads_of(ctx, organ) for organ in asked}
    return tuple(_view(*row, row[0].state == "asked" and decides(actor, row[0], heads[row[0].organisation_id]), hide)
                 for row in rows)


def _view(row: Recusal, number: str, title: str, can: bool, hide: bool) -> RecusalView:
    person, decider = (None, None) if hide else (row.person, row.decider)
    return RecusalView(
        row.id, number, title, row.by, row.asker.name, person.login if person else None,
        person.name if person else None, row.whom, row.organisation.name if row.organisation else None, row.ground,
        GROUNDS[row.ground], row.reason, row.asked_at, row.state, decider.name if decider else None, row.decided_at,
        row.decision, can)
