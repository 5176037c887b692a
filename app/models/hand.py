"""Who has a part in a task beside its holder, who acts for somebody absent, who has stepped aside from a case."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.people import Organisation, Person
from app.models.secret import SecretJson

OPEN = sa.text("state = 'open'")


class Hand(Base):
    """A signer (会签, 加签) of a task, or the colleague to whom it was delegated (委派).

    A signer asked by the drawing is an organ's post until somebody signs in it; one asked by a person is that person.
    """

    __tablename__ = "hand"
    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(10))  # sign, draft
    place: Mapped[str] = mapped_column(sa.String(10), default="")  # drawn, before, after: of a signer
    n: Mapped[int]  # the order of a sequence
    role: Mapped[str] = mapped_column(sa.String(40))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    for_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))  # in whose stead it was done (代办)
    state: Mapped[str] = mapped_column(sa.String(10))  # waiting for its turn, open, done, dropped
    asked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))  # None: the drawing
    asked_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    ended_at: Mapped[datetime | None]
    opinion: Mapped[str] = mapped_column(sa.String(40), default="")
    saved: Mapped[dict[str, Any] | None] = mapped_column(SecretJson("hand.saved"))
    answers: Mapped[dict[str, Any] | None] = mapped_column(SecretJson("hand.answers"))
    salt: Mapped[bytes | None] = mapped_column(sa.LargeBinary(16))

    person: Mapped[Person | None] = relationship(viewonly=True, foreign_keys=[person_id])
    absent: Mapped[Person | None] = relationship(viewonly=True, foreign_keys=[for_id])
    asker: Mapped[Person | None] = relationship(viewonly=True, foreign_keys=[asked_by])
    organisation: Mapped[Organisation | None] = relationship(viewonly=True)

    __table_args__ = (
        sa.Index("ix_hand_mine", "person_id", sqlite_where=OPEN, postgresql_where=OPEN),
        sa.Index("ix_hand_group", "organisation_id", "role", sqlite_where=OPEN, postgresql_where=OPEN),
    )


class Absence(Base):
    """From a day to a day another does a person's work (代办). It begins and ends by its dates alone."""

    __tablename__ = "absence"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    substitute_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]  # the last day
    reason: Mapped[str] = mapped_column(sa.String(300))
    set_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    set_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # called off

    person: Mapped[Person] = relationship(viewonly=True, foreign_keys=[person_id])
    substitute: Mapped[Person] = relationship(viewonly=True, foreign_keys=[substitute_id])


class Recusal(Base):
    """Somebody's stepping aside from a case (回避): asked by themselves or by the subject, decided by the head.

    `case.recused` holds the ids for whom the case is closed now, so that every door reads them with the case.
    """

    __tablename__ = "recusal"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)  # who decides
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)  # None: not yet known whom
    whom: Mapped[str] = mapped_column(sa.String(60), default="")  # as the subject wrote it
    ground: Mapped[str] = mapped_column(sa.String(20))
    reason: Mapped[str] = mapped_column(sa.String(500))
    by: Mapped[str] = mapped_column(sa.String(10))  # self, subject, head
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(sa.String(10))  # asked, granted, refused
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(sa.String(500), default="")

    person: Mapped[Person | None] = relationship(viewonly=True, foreign_keys=[person_id])
    asker: Mapped[Person] = relationship(viewonly=True, foreign_keys=[asked_by])
    decider: Mapped[Person | None] = relationship(viewonly=True, foreign_keys=[decided_by])
    organisation: Mapped[Organisation | None] = relationship(viewonly=True)
