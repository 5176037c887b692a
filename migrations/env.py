"""Runs migrations. Batch mode on SQLite copies and drops tables: foreign keys are off meanwhile and checked after."""

import itertools
import sys
from pathlib import Path

import sqlalchemy as sa
from alembic import context
from alembic.migration import MigrationContext
from flask import current_app

import app.models  # noqa: F401
from app.jobs.queue_tables import drop_queue, keep_queue
from app.models.base import WRITES, Base

OUT_OF_REACH = "数据库连不上：请检查 DATABASE_URL，以及数据库服务或者文件夹能不能用。"
PATIENCE = 60_000  # milliseconds: a process that is being stopped, or a load that is ending, lets go by then


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    must_be_reachable(engine)
    if engine.dialect.name == "sqlite" and engine.url.database:
        keep_copy(engine)
        migrate_sqlite(engine)
    else:
        with engine.connect() as connection:
            migrate(connection)


def must_be_reachable(engine: sa.Engine) -> None:
    """One sentence and exit 1 where there is no database to migrate; what a migration does wrong still shows whole."""
    try:
        engine.connect().close()
    except sa.exc.DBAPIError:
        print(OUT_OF_REACH, file=sys.stderr)
        raise SystemExit(1) from None


def migrate(connection: sa.Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True,
                      transactional_ddl=True)  # on SQLite too, where we begin transactions ourselves: all or nothing
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"migration leaves broken references: {broken[:5]}")
        elif MigrationContext.configure(connection).get_current_revision() is None:
            drop_queue(connection)
        else:
            keep_queue(connection)


def migrate_sqlite(engine: sa.Engine) -> None:
    with engine.connect().execution_options(**{WRITES: True}) as connection:
        driver = connection.connection.driver_connection
        driver.execute(f"PRAGMA busy_timeout={PATIENCE}")
        driver.execute("PRAGMA foreign_keys=OFF")  # outside a transaction, else SQLite ignores it
        try:
            migrate(connection)
        finally:
            connection.rollback()
            driver.execute("PRAGMA foreign_keys=ON")
            driver.execute("PRAGMA busy_timeout=5000")


def keep_copy(engine: sa.Engine) -> None:
    """Before the tables of a file with data are moved: a copy beside it, named by where it goes."""
    try:
        wanted = context.get_revision_argument()
    except KeyError:
        return  # `db check` and the like move nothing
    path = Path(str(engine.url.database))
    with engine.connect() as connection:
        stands = MigrationContext.configure(connection).get_current_revision()
        if stands is None or stands == wanted or not has_rows(connection):
            return
    names = (path.with_name(f"{path.stem}-before-{wanted or 'base'}{n or ''}.db") for n in itertools.count())
    copy = next(name for name in names if not name.exists())
    with engine.connect() as connection:  # past SQLAlchemy: VACUUM runs in no transaction
        connection.connection.driver_connection.execute("VACUUM INTO ?", (str(copy),))
    print(f"kept a copy: {copy}")


def has_rows(connection: sa.Connection) -> bool:
    tables = [name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"]
    return any(connection.execute(sa.text(f'SELECT 1 FROM "{name}" LIMIT 1')).first() for name in tables)


if context.is_offline_mode():
    raise RuntimeError("Migrations run against a database; there is no offline mode.")
run()
