"""Is the house in order: database reachable, migrations up to date."""

from __future__ import annotations

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session


def revision(session: Session) -> str | None:
    """The migration that the database stands at."""
    return MigrationContext.configure(session.connection()).get_current_revision()


def newest_revision(path: str) -> str | None:
    return ScriptDirectory(path).get_current_head()
