"""The floor's tables: a copy of the house's database, where plain SQL writes the rows that a verb has just written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.models import Base
from bench.house import Synchronous

SNAPSHOT = object()  # stands where the floor's own snapshot is written
OF_CASE = {"case": "id", "trail": "stream"}  # else case_id, where a table has it
ALWAYS = ("counter",)  # of no case, and yet written with one
Row = dict[str, Any]
Rows = dict[tuple[str, tuple[Any, ...]], Row]
Statement = tuple[str, list[Any]]


@dataclass(frozen=True)
class Table:
    name: str
    key: tuple[str, ...]
    where: str


def _tables() -> Iterator[Table]:
    for table in Base.metadata.sorted_tables:
        column = OF_CASE.get(table.name, "case_id")
        if column in table.c or table.name in ALWAYS:
            where = f'"{column}" = ?' if column in table.c else "? IS NOT NULL"
            yield Table(table.name, tuple(c.name for c in table.primary_key), where)


TABLES = tuple(_tables())


class Twin:
    """One connection to the copy, with the pragmas of the house."""

    def __init__(self, original: Path, copy: Path, synchronous: Synchronous = "OFF") -> None:
        self.synchronous = synchronous
        self._original = _open(original, "FULL")
        self.db = _open(copy, synchronous)
        self._original.backup(self.db)

    def close(self) -> None:
        self.db.close()
        self._original.close()

    def behind(self, case_id: int) -> list[Statement]:
        """The plain SQL that brings the copy of a case to where the original is, in an order that keys allow."""
        here, there = _rows(self.db, case_id), _rows(self._original, case_id)
        gone = [_delete(where) for where in here if where not in there]
        new = [_insert(where, row) for where, row in there.items() if where not in here]
        moved = [_update(where, here[where], row) for where, row in there.items() if where in here]
        return [*gone, *new, *(statement for statement in moved if statement)]

    def put(self, case_id: int, snapshot: str) -> None:
        """The floor's own snapshot in the place of the house's."""
        self.db.execute('UPDATE "case" SET snapshot = ? WHERE id = ?', (snapshot, case_id))

    def step(self, case_id: int, statements: list[Statement], step: Callable[[str], str | None]) -> None:
        """The floor: the snapshot read, one step of raw SpiffWorkflow, the rows, one commit."""
        self.db.execute("BEGIN IMMEDIATE")
        (snapshot,) = self.db.execute('SELECT snapshot FROM "case" WHERE id = ?', (case_id,)).fetchone()
        self._write(statements, step(snapshot))

    def begin(self, statements: list[Statement], start: Callable[[], str]) -> None:
        """The floor of opening a case: nothing to read."""
        self.db.execute("BEGIN IMMEDIATE")
        self._write(statements, start())

    def _write(self, statements: list[Statement], snapshot: str | None) -> None:
        for sql, values in statements:
            self.db.execute(sql, [snapshot if value is SNAPSHOT else value for value in values])
        self.db.execute("COMMIT")


def _open(path: Path, synchronous: Synchronous) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON"):
        db.execute(f"PRAGMA {pragma}")
    return db


def _rows(db: sqlite3.Connection, case_id: int) -> Rows:
    found: Rows = {}
    for table in TABLES:
        cursor = db.execute(f'SELECT * FROM "{table.name}" WHERE {table.where}', (case_id,))
        names = [column[0] for column in cursor.description]
        for values in cursor:
            row = dict(zip(names, values, strict=True))
            found[table.name, tuple(row[k] for k in table.key)] = row
    return found


def _key(where: tuple[str, tuple[Any, ...]]) -> str:
    key = next(table.key for table in TABLES if table.name == where[0])
    return " AND ".join(f'"{name}" = ?' for name in key)


def _delete(where: tuple[str, tuple[Any, ...]]) -> Statement:
    return f'DELETE FROM "{where[0]}" WHERE {_key(where)}', list(where[1])


def _insert(where: tuple[str, tuple[Any, ...]], row: Row) -> Statement:
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" * len(row))
    return f'INSERT INTO "{where[0]}" ({names}) VALUES ({marks})', [_own(n, v) for n, v in row.items()]


def _update(where: tuple[str, tuple[Any, ...]], before: Row, after: Row) -> Statement | None:
    moved = {name: _own(name, value) for name, value in after.items() if value != before[name]}
    if set(moved) <= {"snapshot"} and where[0] == "case" and before["version"] == after["version"]:
        return None  # the two engines write differently; nothing else has moved
    names = ", ".join(f'"{name}" = ?' for name in moved)
    return (f'UPDATE "{where[0]}" SET {names} WHERE {_key(where)}', [*moved.values(), *where[1]]) if moved else None


def _own(name: str, value: Any) -> Any:
    return SNAPSHOT if name == "snapshot" else value
