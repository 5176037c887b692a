"""What a verb holds while it runs: the session inside its one transaction, who acts, when, the trail, the outbox."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.actor import Actor
from app.domain.calendar import Calendar
from app.models import Base, Case, Outbox
from app.services.calendars import load_calendar
from app.services.house import House
from app.services.rows import Rows
from app.services.trail import Trail

LETTERS = "letters"  # what a worker is woken for when something waits to leave the house
_INSERT = sa.insert(Base.metadata.tables[Outbox.__tablename__])


@dataclass
class Context:
    """A function that takes a Context *is* inside the transaction."""

    session: Session
    actor: Actor
    now: datetime
    house: House
    rows: Rows
    trail: Trail
    case_id: int | None = None  # the case under the verb's lock
    _outbox: list[dict[str, Any]] = field(default_factory=list)
    _calendar: Calendar | None = None

    @classmethod
    def begin(cls, session: Session, actor: Actor, now: datetime, house: House) -> Context:
        rows = Rows(session)
        return cls(session, actor, now, house, rows, Trail(session, rows, actor, now))

    @property
    def today(self) -> date:
        return today(self.now)

    @property
    def calendar(self) -> Calendar:
        """The calendar as of this transaction, read once and only when a date is computed."""
        if self._calendar is None:
            self._calendar = load_calendar(self.session)
        return self._calendar

    def act_as(self, actor: Actor) -> None:
        """From here on the trail has both names: who acts, and the absent person whose work it is."""
        self.actor = actor
        self.trail.act_as(actor)

    def send(self, kind: str, payload: dict[str, Any], case: Case | None = None) -> None:
        """Put a message into the outbox; it leaves the house after the commit. kind: notice, platform."""
        self._outbox.append({"key": secrets.token_urlsafe(16), "kind": kind, "payload": payload, "at": self.now,
                             "case_id": case.id if case else None, "next_at": self.now, "tries": 0, "error": ""})

    def settle(self) -> None:
        """Bring the tables to where the verb is, for whoever reads them before it ends."""
        self.session.flush()
        self.rows.flush()

    def flush(self) -> None:
        """Write everything that is still held in memory."""
        self.settle()
        self.trail.flush()
        if self._outbox:
            self.rows.connection.execute(_INSERT, self._outbox)
            self.house.wake(self.session, LETTERS, {row["case_id"] or 0 for row in self._outbox})
            self._outbox = []
