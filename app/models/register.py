"""Registers (名录, 台账): entries, each change a version that names case, act and article; and who read what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.people import Organisation
from app.models.subject import Subject


class Entry(Base):
    __tablename__ = "entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(22), unique=True)  # opaque, for addresses
    register: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int | None] = mapped_column(sa.ForeignKey("subject.id"))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)  # the source
    part_of: Mapped[str | None] = mapped_column(sa.String(22))  # what it belongs to: a comment to its public draft
    title: Mapped[str] = mapped_column(sa.String(200))
    dated: Mapped[date]
    lifecycle: Mapped[str] = mapped_column(sa.String(20))  # live, ended, deleted
    version: Mapped[int] = mapped_column()
    data: Mapped[dict[str, Any]]
    kept_until: Mapped[date | None]  # the last day of keeping the values of what is deleted; None once they are erased
    subject: Mapped[Subject | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    versions: Mapped[list[EntryVersion]] = relationship(order_by="EntryVersion.n")

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.Index("ix_entry_subject", "register", "subject_id", "dated"),
        sa.Index("ix_entry_part_of", "part_of", "id", sqlite_where=sa.text("part_of IS NOT NULL"),
                 postgresql_where=sa.text("part_of IS NOT NULL")),
        sa.Index("ix_entry_kept_until", "kept_until", sqlite_where=sa.text("kept_until IS NOT NULL"),
                 postgresql_where=sa.text("kept_until IS NOT NULL")),
    )


class EntryVersion(Base):
    __tablename__ = "entry_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("entry.id"), index=True)
    n: Mapped[int]
    at: Mapped[datetime]
    act: Mapped[str] = mapped_column(sa.String(40))
    reason: Mapped[str] = mapped_column(sa.String(500))
    article: Mapped[str] = mapped_column(sa.String(80))
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True)
    person_id: Mapped[int | None]
    data: Mapped[dict[str, Any]]
    salt: Mapped[bytes | None] = mapped_column(sa.LargeBinary(16))  # of its commitment in the trail; goes with the data
    __table_args__ = (sa.UniqueConstraint("entry_id", "n"),)


class Reading(Base):
    """Somebody read a subject's data: shown to the subject (条例30: 应用)."""

    __tablename__ = "reading"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    subject_id: Mapped[int | None] = mapped_column(sa.ForeignKey("subject.id"))
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("entry.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True)
    what: Mapped[str] = mapped_column(sa.String(40))
    purpose: Mapped[str] = mapped_column(sa.String(200))
    organisation: Mapped[Organisation | None] = relationship()
    __table_args__ = (sa.Index("ix_reading_subject", "subject_id", "at"),)
