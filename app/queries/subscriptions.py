"""Subscriptions of the list of what is late and soon due: one's own, those that may be due, and the list itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app import clock
from app.clock import today
from app.domain.actor import Actor
from app.models import Subscription
from app.queries.statistics import Scope, must_oversee
from app.services.calendars import load_calendar
from app.services.late_list import LateRow, late_list


@dataclass(frozen=True)
class Subscribed:
    """`sent_today`: its list has gone out today."""

    id: int
    every: str
    procedure: str | None
    organisation_id: int | None
    organisation: str | None
    last_on: date
    sent_today: bool


def whats_late(session: Session, actor: Actor, scope: Scope) -> list[LateRow]:
    """The list as of now. Raises NotAllowed to anybody but those who oversee."""
    must_oversee(actor)
    return late_list(session, clock.now(), load_calendar(session), procedure=scope.procedure,
                     organisation_id=scope.organisation)


def own_subscriptions(session: Session, actor: Actor) -> list[Subscribed]:
    query = (sa.select(Subscription).where(Subscription.person_id == actor.person_id).order_by(Subscription.id)
             .options(joinedload(Subscription.organisation)))
    return [Subscribed(row.id, row.every, row.procedure, row.organisation_id,
                       row.organisation.name if row.organisation else None, row.last_on, row.last_on == today())
            for row in session.scalars(query)]


def perhaps_due(session: Session, day: date) -> list[int]:
    """Not sent on that day yet; the verb knows the calendar and looks again."""
    return list(session.scalars(sa.select(Subscription.id).where(Subscription.last_on < day).order_by(Subscription.id)))
