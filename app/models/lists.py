"""Lists that are made in public: drafts open for comment (征求意见), and the editions of a register (版本)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.case import Case
from app.models.deadline import Deadline
from app.models.secret import SecretText


class PublicDraft(Base):
    """What a case shows to anybody for comment. Its last day is the deadline's, which alone may be moved."""

    __tablename__ = "public_draft"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(22), unique=True)  # opaque, for addresses
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    deadline_id: Mapped[int] = mapped_column(sa.ForeignKey("deadline.id"))
    register: Mapped[str] = mapped_column(sa.String(40))
    part: Mapped[str] = mapped_column(sa.String(40), default="")
    title: Mapped[str] = mapped_column(sa.String(200))
    explanation: Mapped[str] = mapped_column(sa.Text)
    how: Mapped[str] = mapped_column(sa.Text, default="")
    usual: Mapped[int]  # the length that the limit lays down, in its unit
    reason: Mapped[str] = mapped_column(sa.String(500), default="")  # why the period is shorter than that
    items: Mapped[list[Any]]  # of Line.kept(), in the order of the draft
    opened_at: Mapped[datetime] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(viewonly=True)
    deadline: Mapped[Deadline] = relationship(viewonly=True)

    def takes_comments(self, now: datetime) -> bool:
        """Until its last day is over or it was closed, whichever comes first, whether a sweep has run or not."""
        return self.closed_at is None and self.deadline.open and now < self.deadline.due_at


class Edition(Base):
    """One publication of a part of a register; its items are the entries in force from its day on."""

    __tablename__ = "edition"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(22), unique=True)
    register: Mapped[str] = mapped_column(sa.String(40))
    part: Mapped[str] = mapped_column(sa.String(40), default="")
    n: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200))
    approval: Mapped[str] = mapped_column(sa.String(200))  # the approving document, as it is cited
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True)
    published_at: Mapped[datetime]
    in_force_from: Mapped[date]
    lines: Mapped[list[Any]]  # what is new, changed, ended, kept: of Line.kept()
    __table_args__ = (sa.UniqueConstraint("register", "part", "n"),)


class Sender(Base):
    """Who sent a public comment, as far as they said: never shown in public, and apart from what is kept for ever."""

    __tablename__ = "sender"
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entry.id"), primary_key=True)
    name: Mapped[str] = mapped_column(SecretText("sender.name"), default="")
    contact: Mapped[str] = mapped_column(SecretText("sender.contact"), default="")
    salt: Mapped[bytes] = mapped_column(sa.LargeBinary(16))  # of the commitment in the trail

    def told(self) -> dict[str, str]:
        """What the commitment covers."""
        return {"name": self.name, "contact": self.contact}
