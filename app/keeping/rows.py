"""Rows as lines of JSON and back, whatever the database: a backup of the one may be restored into the other."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import orjson
import sqlalchemy as sa

TOGETHER = 1000
REVISION = "alembic_version"


def tables_of(connection: sa.Connection) -> list[sa.Table]:
    """The tables as they stand there, parents first: a backup knows no newer columns than its database has."""
    found = sa.MetaData()
    found.reflect(connection, resolve_fks=True)
    for column in (column for table in found.tables.values() for column in table.columns):
        if isinstance(column.type, sa.JSON):
            column.type.none_as_null = True  # nothing is NULL, as the models have it, not the JSON word null
    return list(found.sorted_tables)


def lines(connection: sa.Connection, table: sa.Table) -> Iterator[bytes]:
    """Each row as a line, in the order of its key; the values stay closed as they lie there."""
    names = [str(column.name) for column in table.columns]
    query = sa.select(table).order_by(*table.primary_key.columns).execution_options(yield_per=TOGETHER)
    for row in connection.execute(query):
        yield orjson.dumps(dict(zip(names, row, strict=True)), default=_spell) + b"\n"


def insert(connection: sa.Connection, table: sa.Table, found: Iterator[bytes]) -> int:
    """Put lines in; returns how many."""
    reading = {column.name: _reader(column) for column in table.columns}
    count, batch = 0, list[dict[str, Any]]()
    for line in found:
        batch.append({name: reading[name](value) for name, value in orjson.loads(line).items()})
        if len(batch) == TOGETHER:
            connection.execute(sa.insert(table), batch)
            count, batch = count + len(batch), []
    if batch:
        connection.execute(sa.insert(table), batch)
    return count + len(batch)


def wind_on(connection: sa.Connection, table: sa.Table) -> None:
    """PostgreSQL counts ids apart from the rows: the next one follows the largest that was put in."""
    (key, *more) = table.primary_key.columns or (None,)
    if connection.dialect.name != "postgresql" or key is None or more or not isinstance(key.type, sa.Integer):
        return
    sequence = connection.scalar(sa.select(sa.func.pg_get_serial_sequence(table.name, key.name)))
    if sequence:
        last = connection.scalar(sa.select(sa.func.max(key)))
        connection.execute(sa.select(sa.func.setval(sequence, last or 1, last is not None)))


def _spell(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    raise TypeError(type(value).__name__)


def _reader(column: sa.Column[Any]) -> Callable[[Any], Any]:
    kind = column.type
    read: Callable[[Any], Any] = lambda value: value  # noqa: E731
    if isinstance(kind, sa.LargeBinary):
        read = b64decode
    elif isinstance(kind, sa.DateTime):
        read = datetime.fromisoformat
    elif isinstance(kind, sa.Date):
        read = date.fromisoformat
    return lambda value: None if value is None else read(value)
