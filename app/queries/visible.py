"""Which cases a list may show: the rule of services/access.py said once more in SQL; a test holds the two together."""

from __future__ import annotations

from typing import TypeVarTuple

import sqlalchemy as sa

from app.domain.actor import Actor
from app.models import Case, Copy, Task
from app.services import access
from app.services.copies import to_actor

Ts = TypeVarTuple("Ts")


def visible_cases(actor: Actor, query: sa.Select[*Ts]) -> sa.Select[*Ts]:
    """Narrows a query over cases to those that the actor may see."""
    if not actor.is_person:
        return query if actor.kind in ("clock", "operator") else query.where(sa.false())
    if actor.roles & set(access.OVERSEERS):
        return query
    return query.where(_mine(actor))


def _mine(actor: Actor) -> sa.ColumnElement[bool]:
    organs = access.organisations(actor)
    found: list[sa.ColumnElement[bool]] = []
    if actor.subject_ids:
        found.append(Case.subject_id.in_(actor.subject_ids))
    if organs:
        worked = sa.select(Task.case_id).where(Task.case_id == Case.id, Task.organisation_id.in_(organs))
        found += [Case.organisation_id.in_(organs), worked.exists()]
        found.append(Case.id.in_(sa.select(Copy.case_id).where(to_actor(actor))))
    return sa.or_(*found) if found else sa.false()
