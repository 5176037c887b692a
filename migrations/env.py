"""Runs migrations. Batch mode on SQLite copies and drops tables: foreign keys are off meanwhile and checked after."""

from alembic import context
from flask import current_app

import app.models  # noqa: F401
from app.models.base import WRITES, Base


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:  # outside a transaction, else SQLite ignores it; ON DELETE CASCADE would empty child tables
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        connection = connection.execution_options(**{WRITES: True})
        context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True,
                          transaction_per_migration=False)
        with context.begin_transaction():
            context.run_migrations()
            if sqlite:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"migration leaves broken references: {broken[:5]}")
        if sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise RuntimeError("Migrations run against a database; there is no offline mode.")
run()
