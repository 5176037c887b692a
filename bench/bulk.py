"""Makes many cases like one that the verbs have made: its rows copied by plain SQL under new keys and numbers."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from bench.twin import TABLES, Table

# Rows are copied in an order that foreign keys allow; a copy's references move with the copy.
ORDER = ("case", "deadline", "task", "wait", "outbox", "trail")
REFERENCES = {"case_id": "case", "stream": "case", "deadline_id": "deadline"}
SERIES = "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < ?) "
UNIQUE = {("case", "number"): "'BX-2026-' || printf('%06d', n)", ("outbox", "key"): "lower(hex(randomblob(11)))"}
Moved = dict[tuple[str, Any], int]  # of a row copied: the highest id of its table before
OWN = {"salt": "randomblob(16)", "query_code": "randomblob(32)"}


def copies(file: Path, case_id: int, count: int) -> None:
    """`count` cases more, each with the tasks, deadlines, waits, messages and trail of this one."""
    db = sqlite3.connect(file, isolation_level=None)
    try:
        db.execute("PRAGMA synchronous=OFF")
        db.execute("BEGIN IMMEDIATE")
        moved: Moved = {}
        tables = {table.name: table for table in TABLES}
        for name in ORDER:
            for row in _rows(db, tables[name], case_id):
                _copy(db, tables[name], row, moved, count)
        db.execute("COMMIT")
    finally:
        db.close()


def _rows(db: sqlite3.Connection, table: Table, case_id: int) -> list[dict[str, Any]]:
    cursor = db.execute(f'SELECT * FROM "{table.name}" WHERE {table.where}', (case_id,))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor]


def _copy(db: sqlite3.Connection, table: Table, row: dict[str, Any], moved: Moved, count: int) -> None:
    if "id" in row:
        (most,) = db.execute(f'SELECT max(id) FROM "{table.name}"').fetchone()
        moved[table.name, row["id"]] = most
    made = {name: _made(table.name, name, value, moved) for name, value in row.items()}
    names = ", ".join(f'"{name}"' for name in made)
    values = [v for name, v in row.items() if made[name] == "?"]
    sql = f'{SERIES} INSERT INTO "{table.name}" ({names}) SELECT {", ".join(made.values())} FROM series'
    db.execute(sql, [count, *values])


def _made(table: str, name: str, value: Any, moved: Moved) -> str:
    """The expression of a column in the copy number n."""
    if name == "id":
        return f"{moved[table, value]} + n"
    if value is not None and name in REFERENCES:
        return f"{moved[REFERENCES[name], value]} + n"
    return UNIQUE.get((table, name)) or (OWN.get(name) if value is not None else None) or "?"
