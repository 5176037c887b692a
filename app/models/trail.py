"""The trail (留痕), the outbox, incidents, counters, remembered answers: what makes a verb provable and repeatable."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Digest
from app.models.secret import SecretText

HOUSE = 0  # the stream of what belongs to no case: people, releases, calendar


class TrailRow(Base):
    """One act. `stream` is the case's id or HOUSE; its rows form a hash chain. No foreign keys: it outlives all."""

    __tablename__ = "trail"
    stream: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    what: Mapped[str] = mapped_column(sa.String(40))
    actor: Mapped[str] = mapped_column(sa.String(24))  # person:7, clock, operator, anyone
    post: Mapped[int | None]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    hash: Mapped[bytes] = mapped_column(Digest)
    # programs follow all streams by time; SQLite keeps the key once, for it is the end of every index
    __table_args__ = (sa.Index("ix_trail_at", "at", "stream", "n"), {"sqlite_with_rowid": False})


class Said(Base):
    """What a person wrote into a row of the trail (a reason). The row has its commitment alone: the words can be erased
    without breaking the chain."""

    __tablename__ = "said"
    id: Mapped[int] = mapped_column(primary_key=True)
    stream: Mapped[int]
    n: Mapped[int]
    words: Mapped[str] = mapped_column(SecretText("said.words"))
    salt: Mapped[bytes] = mapped_column(sa.LargeBinary(16))
    __table_args__ = (sa.UniqueConstraint("stream", "n"),)


class Chain(Base):
    """Head of a stream that has no row of its own to keep it."""

    __tablename__ = "chain"
    stream: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]
    head: Mapped[bytes | None] = mapped_column(Digest)


class Sealed(Base):
    """Rows `first`..`last` of a stream stand in this checkpoint: where to look for a proof. The truth is the file."""

    __tablename__ = "sealed"
    stream: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first: Mapped[int]
    checkpoint: Mapped[int] = mapped_column(index=True)
    __table_args__ = {"sqlite_with_rowid": False}


class Outbox(Base):
    """What is to leave the house after the commit; `key` lets the receiver recognise a repeat."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(22), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    case_id: Mapped[int | None] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(sa.String(300), default="")
    __table_args__ = (
        sa.Index("ix_outbox_next", "next_at", sqlite_where=sa.text("next_at IS NOT NULL"),
                 postgresql_where=sa.text("next_at IS NOT NULL")),
    )


class Incident(Base):
    """Something that failed and waits for a person or a retry; contents of the case stay out of it."""

    __tablename__ = "incident"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True)
    work: Mapped[str] = mapped_column(sa.String(20))  # deadline, outbox, step, term, idle, or what is done by case
    ref: Mapped[int]
    node: Mapped[str] = mapped_column(sa.String(80), default="")
    error: Mapped[str] = mapped_column(sa.String(500))
    tries: Mapped[int]
    next_at: Mapped[datetime | None]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    parked: Mapped[bool]
    resolved_at: Mapped[datetime | None]
    __table_args__ = (sa.Index("ix_incident_work", "work", "ref"),)


class Counter(Base):
    __tablename__ = "counter"
    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[int]


class Remembered(Base):
    """The answer given to an Idempotency-Key, by caller, for seven days."""

    __tablename__ = "remembered"
    caller: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    body: Mapped[bytes] = mapped_column(Digest)
    status: Mapped[int | None]
    answer: Mapped[dict[str, Any] | None]
    at: Mapped[datetime] = mapped_column(index=True)


class SavedFilter(Base):
    __tablename__ = "saved_filter"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(40))
    query: Mapped[str] = mapped_column(sa.String(500))
