"""Credit subjects (信用主体) and who may act for them."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.secret import SecretText


class Subject(Base):
    __tablename__ = "subject"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(22), unique=True)  # opaque, the only name used in addresses
    kind: Mapped[str] = mapped_column(sa.String(10))  # natural, legal, other
    name: Mapped[str] = mapped_column(sa.String(100), index=True)
    identifier: Mapped[str] = mapped_column(SecretText("subject.identifier", search=True), unique=True)
    identifier_note: Mapped[str] = mapped_column(sa.String(200), default="")  # evidence for a code of odd checksum
    pinyin: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime]


class Agency(Base):
    """A person acts for a subject: themselves, or by a proved authorisation, up to and with the day `until`."""

    __tablename__ = "agency"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    subject_id: Mapped[int] = mapped_column(sa.ForeignKey("subject.id"), index=True)
    own: Mapped[bool]
    until: Mapped[date | None]
    granted_at: Mapped[datetime | None]
    granted_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    proof_id: Mapped[str | None] = mapped_column(sa.ForeignKey("upload.id"))  # the signed authorisation
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
