"""Releases (版本): a procedure frozen under one content hash; a case keeps its release for life."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.models.base import Base


class Release(Base):
    __tablename__ = "release"
    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    slug: Mapped[str] = mapped_column(sa.String(40), index=True)
    n: Mapped[int]
    current: Mapped[bool]
    published_at: Mapped[datetime]
    published_by: Mapped[int | None]
    content: Mapped[bytes] = deferred(mapped_column(sa.LargeBinary))
