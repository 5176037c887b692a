"""What all tables share: naming of constraints, column types, and how a connection to SQLite behaves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy import event, orm
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.orm import DeclarativeBase

WRITES = "writes"  # execution option of a connection that is going to write

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(sa.TypeDecorator[datetime]):
    """An aware datetime, kept in UTC without offset. A naive value is refused: it would be a guess."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


Json = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
Digest = sa.LargeBinary(32)


TYPES: dict[Any, Any] = {datetime: Moment, date: sa.Date, dict[str, Any]: Json, list[Any]: Json, bytes: sa.LargeBinary}


class Base(DeclarativeBase):
    # The registry carries the types: Flask-SQLAlchemy copies this class, and a copy may not bring a map of its own.
    registry = orm.registry(metadata=sa.MetaData(naming_convention=NAMES), type_annotation_map=TYPES)
    metadata = registry.metadata


def dump_json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def engine_options(url: str) -> dict[str, Any]:
    """Options of the engine for a database address; SQLite waits five seconds for the one writer."""
    options: dict[str, Any] = {"json_serializer": dump_json, "json_deserializer": orjson.loads,
                               "hide_parameters": True}  # errors are logged, and parameters are people's data
    if url.startswith("sqlite"):
        options["connect_args"] = {"timeout": 5}
    else:
        options["pool_pre_ping"] = True
    return options


@event.listens_for(Engine, "connect")
def _configure_sqlite(connection: Any, _record: Any) -> None:
    # Python's sqlite3 would begin late and lose updates (measured: 417 of 480); we begin ourselves.
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get(WRITES)
        raw = connection.connection.driver_connection
        raw.execute("BEGIN IMMEDIATE" if writes else "BEGIN")  # type: ignore[union-attr]
