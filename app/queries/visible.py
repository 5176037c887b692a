"""Which cases a list may show: the rule of services/access.py said once more in SQL; a test holds the two together."""

from __future__ import annotations

from typing import TypeVarTuple

import sqlalchemy as sa

from app.domain.actor import Actor
from app.models import Case, Copy, Hand, Recusal, Task
from app.services import access
from app.services.copies import to_actor

Ts = TypeVarTuple("Ts")


def visible_cases(actor: Actor, query: sa.Select[*Ts]) -> sa.Select[*Ts]:
    """Narrows a query over cases to those that the actor may see."""
    if not actor.is_person:
        return query if actor.kind in ("clock", "operator") else query.where(sa.false())
    query = query.where(Case.id.not_in(closed_for(actor)))
    return query if actor.roles & set(access.OVERSEERS) else query.where(_mine(actor))


def _mine(actor: Actor) -> sa.ColumnElement[bool]:
    organs = access.organisations(actor)
    found: list[sa.ColumnElement[bool]] = []
    if actor.subject_ids:
        found.append(Case.subject_id.in_(actor.subject_ids))
    if organs:
        worked = sa.select(Task.case_id).where(Task.case_id == Case.id, Task.organisation_id.in_(organs))
        signed = (sa.select(Hand.id).join(Task, Task.id == Hand.task_id)
                  .where(Task.case_id == Case.id, Hand.organisation_id.in_(organs)))
        found += [Case.organisation_id.in_(organs), worked.exists(), signed.exists()]
        found.append(Case.id.in_(sa.select(Copy.case_id).where(to_actor(actor))))
    return sa.or_(*found) if found else sa.false()


def closed_for(actor: Actor) -> sa.Select[int]:
    """Ids of the cases that this person has stepped aside from, or asked to (access.has_stepped_aside)."""
    mine = sa.and_(Recusal.person_id == actor.person_id, Recusal.state != "refused")
    return sa.select(Recusal.case_id).where(mine)
