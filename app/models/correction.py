"""A value of a stuck case that one person asks to correct and another decides on (更正流程数据)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.people import Person


class Correction(Base):
    """`change` is `{was, value}`, plain values of the flow: ids, flags, numbers, never anybody's data."""

    __tablename__ = "value_correction"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    change: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(sa.String(500))
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(sa.String(10))  # asked, done, refused
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(sa.String(500), default="")
    asker: Mapped[Person] = relationship(viewonly=True, foreign_keys=[asked_by])
    decider: Mapped[Person | None] = relationship(viewonly=True, foreign_keys=[decided_by])
