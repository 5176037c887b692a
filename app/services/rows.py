"""Writes the rows of a case by plain statements: a new one at once, what changed in one when the verb ends.

Reading stays the session's. Its own flush, made for any tree of objects, takes five times as long for the same
statements (bench/README.md), and under the lock of a case nobody else writes these rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import inspect
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.orm.util import identity_key

from app.models import Base

R = TypeVar("R", bound=Base)
KEY: sa.BindParameter[Any] = sa.bindparam("the_key")
WAS: sa.BindParameter[Any] = sa.bindparam("the_version")


class Rows:
    """For tables with an `id` of their own. Whoever sets attributes instead is served by the session, as ever."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._changed: dict[Base, dict[str, Any]] = {}

    @cached_property
    def connection(self) -> sa.Connection:
        """The one that the session has begun its transaction on."""
        return self._session.connection()

    def read(self, model: type[R], query: sa.Select[Any], one: int | str) -> list[R]:
        """The rows of a table that a query with the parameter `one` finds; what the session holds it keeps."""
        return [self._held(model, row._asdict()) for row in self.connection.execute(query, {"one": one})]

    def _held(self, model: type[R], values: Mapping[str, Any]) -> R:
        known = self._session.identity_map.get(identity_key(model, values["id"]))
        if known is None:
            return self._adopt(model(), values)
        if inspect(known).expired_attributes:
            self._session.refresh(known)
        return known

    def _adopt(self, row: R, values: Mapping[str, Any]) -> R:
        """The session takes the row for one that it has read itself."""
        vars(row).update(values)
        make_transient_to_detached(row)
        self._session.add(row)
        return row

    def add(self, row: Base) -> None:
        """Insert a row; it has its id when this returns."""
        self._changed.pop(row, None)
        values = {name: vars(row).get(name, blank) for name, blank in _blank(type(row)).items()}
        key = self.connection.execute(_insert(type(row)), values).inserted_primary_key
        assert key is not None
        self._adopt(row, {**values, "id": key[0]})

    def set(self, row: Base, **values: Any) -> None:
        """The row has the values at once, its table at the next flush()."""
        kept = vars(row)
        moved = {name: value for name, value in values.items() if name not in kept or kept[name] != value}
        for name, value in moved.items():
            set_committed_value(row, name, value)
        if moved:
            self._changed.setdefault(row, {}).update(moved)

    def drop(self, rows: Sequence[Base]) -> None:
        """Delete rows of one table."""
        if rows:
            self.connection.execute(_delete(type(rows[0])), [{KEY.key: vars(row)["id"]} for row in rows])
        for row in rows:
            self._changed.pop(row, None)
            self._session.expunge(row)

    def flush(self) -> None:
        for row, values in self._changed.items():
            self._write(row, values)
        self._changed = {}

    def _write(self, row: Base, values: dict[str, Any]) -> None:
        """One UPDATE; a row with a version must still have the one that was read. Raises StaleDataError."""
        kept = vars(row)
        where = {KEY.key: kept["id"]}
        if "version" in kept:
            where[WAS.key] = kept["version"]
            set_committed_value(row, "version", kept["version"] + 1)
            values["version"] = kept["version"]
        found = self.connection.execute(_update(type(row)), {**values, **where})
        if found.rowcount != 1:
            raise StaleDataError(f"{row.__tablename__} {kept['id']} is no longer what it was")


@cache
def _blank(model: type[Base]) -> dict[str, Any]:
    """What stands in a new row where nothing was said."""
    columns = Base.metadata.tables[model.__tablename__].c
    blank = {c.name: c.default.arg if isinstance(c.default, sa.ColumnDefault) and c.default.is_scalar else None
             for c in columns if c.name != "id"}
    return {**blank, "version": 1} if "version" in blank else blank


@cache
def _insert(model: type[Base]) -> sa.Insert:
    return sa.insert(Base.metadata.tables[model.__tablename__])


@cache
def _update(model: type[Base]) -> sa.Update:
    table = Base.metadata.tables[model.__tablename__]
    found = sa.update(table).where(table.c.id == KEY)
    return found.where(table.c.version == WAS) if "version" in table.c else found


@cache
def _delete(model: type[Base]) -> sa.Delete:
    table = Base.metadata.tables[model.__tablename__]
    return sa.delete(table).where(table.c.id == KEY)
