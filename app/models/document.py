"""Letters issued (文书), their service (送达), files brought in, and which stored bytes are to go."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.secret import SecretJson


class Document(Base):
    __tablename__ = "document"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(22), unique=True)  # random 128 bits: what the QR code carries
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    letter: Mapped[str] = mapped_column(sa.String(60))
    node: Mapped[str] = mapped_column(sa.String(80))
    title: Mapped[str] = mapped_column(sa.String(100))
    number: Mapped[str] = mapped_column(sa.String(60), unique=True)  # 文号
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    recipient: Mapped[str] = mapped_column(sa.String(100), default="")
    to_subject: Mapped[bool] = mapped_column(default=True)
    issued_at: Mapped[datetime]
    issued_by: Mapped[int | None]
    data: Mapped[dict[str, Any]] = mapped_column(SecretJson("document.data"))
    digest: Mapped[str] = mapped_column(sa.String(64))  # SHA-256 of the PDF, by which it is stored
    size: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(10), default="valid")  # valid, replaced, withdrawn
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("document.id"))
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    served_on: Mapped[date | None]
    served_how: Mapped[str] = mapped_column(sa.String(20), default="")
    confirmed_at: Mapped[datetime | None]
    __table_args__ = (
        sa.Index("ix_document_replaces", "replaces_id", sqlite_where=sa.text("replaces_id IS NOT NULL"),
                 postgresql_where=sa.text("replaces_id IS NOT NULL")),
    )


class Upload(Base):
    """A file brought in; usable once, by its uploader, within seven days."""

    __tablename__ = "upload"
    id: Mapped[str] = mapped_column(sa.String(22), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[str] = mapped_column(sa.String(40))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime]
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True)
    field: Mapped[str] = mapped_column(sa.String(80), default="")


class Unneeded(Base):
    """Stored bytes that nobody may name any more. They go after the commit that wrote the row, never before."""

    __tablename__ = "unneeded"
    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
