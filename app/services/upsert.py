"""An insert that may meet a row that is there already: both databases say it alike, SQLAlchemy by two names."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.models import Base

Upsert = postgresql.Insert | sqlite.Insert


def dialect_of(session: Session) -> str:
    return session.get_bind().dialect.name


def upsert(dialect: str, table: str) -> Upsert:
    """Give it `on_conflict_do_update`: who comes second waits for the first, and then sees its row."""
    into: sa.Table = Base.metadata.tables[table]
    return postgresql.insert(into) if dialect == "postgresql" else sqlite.insert(into)
