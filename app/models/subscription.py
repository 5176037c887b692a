"""Who gets the list of what is late and soon due (超期清单), how often, and of what part of the work."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.people import Organisation, Person


class Subscription(Base):
    """`last_on`: the working day of the last list, or that on which it was ordered. Without procedure or organisation:
    of all."""

    __tablename__ = "subscription"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    every: Mapped[str] = mapped_column(sa.String(10))  # daily, weekly
    procedure: Mapped[str | None] = mapped_column(sa.String(40))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    last_on: Mapped[date]
    person: Mapped[Person] = relationship(viewonly=True)
    organisation: Mapped[Organisation | None] = relationship(viewonly=True)
