"""What people tell each other about a task: reminders (催办, 督办), copies (抄送); pages open; phrases."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.people import Organisation, Person


class Reminder(Base):
    """`answer_by` makes it 督办: a day by which the holder has to answer."""

    __tablename__ = "reminder"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(sa.String(500))
    answer_by: Mapped[date | None]
    answer: Mapped[str | None] = mapped_column(sa.String(500))
    answered_at: Mapped[datetime | None]
    answerer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    person: Mapped[Person] = relationship(viewonly=True, foreign_keys=person_id)
    answerer: Mapped[Person | None] = relationship(viewonly=True, foreign_keys=answerer_id)


class Copy(Base):
    """A case told to a person, or to a post and whoever holds it: they may read the case and change nothing."""

    __tablename__ = "copy"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    role: Mapped[str | None] = mapped_column(sa.String(40))
    sender_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.String(500))
    read_at: Mapped[datetime | None]
    reader_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    person: Mapped[Person | None] = relationship(viewonly=True, foreign_keys=person_id)
    organisation: Mapped[Organisation | None] = relationship(viewonly=True)
    sender: Mapped[Person] = relationship(viewonly=True, foreign_keys=sender_id)
    reader: Mapped[Person | None] = relationship(viewonly=True, foreign_keys=reader_id)
    __table_args__ = (sa.Index("ix_copy_post", "organisation_id", "role"),)


class Presence(Base):
    """Somebody has the page of a case open; the row lives as long as the page says so now and then."""

    __tablename__ = "presence"
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(index=True)


class Phrase(Base):
    """A phrase that a person writes often (常用语); theirs alone."""

    __tablename__ = "phrase"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(sa.String(300))
