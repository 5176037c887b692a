"""Applications that are being written: kept thirty days, seen by their writer alone, no case yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.secret import SecretJson


class Draft(Base):
    __tablename__ = "draft"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(22), unique=True)  # opaque, for addresses
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    procedure: Mapped[str] = mapped_column(sa.String(40))
    door: Mapped[str] = mapped_column(sa.String(40), default="")
    follows: Mapped[str | None] = mapped_column(sa.String(24))  # number of the closed case it follows
    subject: Mapped[str | None] = mapped_column(sa.String(22))  # key of the credit subject it is for
    answers: Mapped[dict[str, Any]] = mapped_column(SecretJson("draft.answers"), default=dict)
    begun_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    number: Mapped[str | None] = mapped_column(sa.String(24))  # of the case it became; its answers are gone then
