"""The job engine's own tables: in a schema of their own, made anew where another version of the engine left them.

They hold no truth, only wakings, so nothing is lost with them; and no migration of ours has to follow the engine's.
"""

from __future__ import annotations

from importlib.metadata import version
from importlib.resources import files

import sqlalchemy as sa

from app.extensions import db

SCHEMA = "jobs"
MARK = sa.text("SELECT obj_description(to_regnamespace(:schema), 'pg_namespace')")
# Whoever calls them need not have the schema in its path.
AT_HOME = f"""
DO $$ DECLARE one regprocedure; BEGIN
    FOR one IN SELECT oid FROM pg_proc WHERE pronamespace = '{SCHEMA}'::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = {SCHEMA}, pg_temp', one);
    END LOOP;
END $$"""
# A job looks for others of its case that are before it: a thousand waiting must not make each look at a thousand.
INDEX = f"CREATE INDEX waiting_by_lock ON {SCHEMA}.procrastinate_jobs (lock) WHERE status IN ('todo', 'doing')"


def keep_queue(connection: sa.Connection) -> None:
    """Within the transaction of a migration: tables as this version of the engine wants them."""
    mark = f"procrastinate {version('procrastinate')}"
    if connection.scalar(MARK, {"schema": SCHEMA}) == mark:
        return
    drop_queue(connection)
    path = connection.scalar(sa.text("SHOW search_path"))
    tables = (files("procrastinate.sql") / "schema.sql").read_text(encoding="utf-8")
    for statement in (f"CREATE SCHEMA {SCHEMA}", f"SET LOCAL search_path = {SCHEMA}", tables,
                      f"SET LOCAL search_path = {path}", AT_HOME, INDEX, f"COMMENT ON SCHEMA {SCHEMA} IS '{mark}'"):
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


@sa.event.listens_for(db.metadata, "after_create")
def _beside_ours(_tables: sa.MetaData, connection: sa.Connection, **_: object) -> None:
    """Where all tables are made at once, without a migration."""
    if connection.dialect.name == "postgresql":
        keep_queue(connection)


def drop_queue(connection: sa.Connection) -> None:
    connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
