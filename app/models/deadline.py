"""Statutory clocks (期限), what changed them, and the calendar they count by."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base


class Deadline(Base):
    """One running of a limit in a case. `next_at` is the next moment at which anything happens to it."""

    __tablename__ = "deadline"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    key: Mapped[str] = mapped_column(sa.String(60))
    item: Mapped[str] = mapped_column(sa.String(80), default="")
    title: Mapped[str] = mapped_column(sa.String(80))
    article: Mapped[str] = mapped_column(sa.String(80))
    status: Mapped[str] = mapped_column(sa.String(4))  # 法定, 参照, 默认
    unit: Mapped[str] = mapped_column(sa.String(10))
    length: Mapped[int]
    started_by: Mapped[str] = mapped_column(sa.String(40))
    started_at: Mapped[datetime]
    start_on: Mapped[date]
    last_day: Mapped[date]
    due_at: Mapped[datetime]
    target_at: Mapped[datetime | None]
    provisional: Mapped[bool]
    calendar_version: Mapped[str] = mapped_column(sa.String(40))
    state: Mapped[str] = mapped_column(sa.String(10))  # running, paused, met, breached, cancelled
    open: Mapped[bool]
    next_at: Mapped[datetime | None]
    point: Mapped[str] = mapped_column(sa.String(10), default="")  # the last warning point passed
    ended_at: Mapped[datetime | None]
    changes: Mapped[list[DeadlineChange]] = relationship(order_by="DeadlineChange.id")

    __table_args__ = (
        sa.Index("ix_deadline_next", "next_at", sqlite_where=sa.text("next_at IS NOT NULL"),
                 postgresql_where=sa.text("next_at IS NOT NULL")),
        sa.Index("ix_deadline_ended", "ended_at", "state", "status", sqlite_where=sa.text("NOT open"),
                 postgresql_where=sa.text("NOT open")),
        sa.Index("ix_deadline_paused", "case_id", sqlite_where=sa.text("state = 'paused'"),
                 postgresql_where=sa.text("state = 'paused'")),
        sa.Index("ix_deadline_due", "due_at", sqlite_where=sa.text("open"), postgresql_where=sa.text("open")),
    )


class DeadlineChange(Base):
    """A pause, resumption, extension or recount: who, why, by which article, from which day to which."""

    __tablename__ = "deadline_change"
    id: Mapped[int] = mapped_column(primary_key=True)
    deadline_id: Mapped[int] = mapped_column(sa.ForeignKey("deadline.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(10))  # pause, resume, extend, recount
    at: Mapped[datetime]
    on: Mapped[date]
    person_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(sa.String(500))
    article: Mapped[str] = mapped_column(sa.String(80), default="")
    before_day: Mapped[date]
    after_day: Mapped[date | None]


class CalendarDay(Base):
    __tablename__ = "calendar_day"
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(4))  # off, work
    name: Mapped[str] = mapped_column(sa.String(40))
    notice: Mapped[str] = mapped_column(sa.String(100))


class CalendarYear(Base):
    """A year whose holiday notice has been announced; all other years are provisional."""

    __tablename__ = "calendar_year"
    year: Mapped[int] = mapped_column(primary_key=True)
    notice: Mapped[str] = mapped_column(sa.String(100))
    imported_at: Mapped[datetime]
