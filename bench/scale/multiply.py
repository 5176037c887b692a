"""Multiplies real cases by plain SQL that both databases read: new ids, numbers, keys, subjects and dates."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.models import Base

# In an order that foreign keys allow, each with the column that leads to its case, directly or by another table.
LEADS = {"case": "id", "deadline": "case_id", "deadline_change": "deadline", "task": "case_id", "wait": "case_id",
         "comment": "case_id", "document": "case_id", "outbox": "case_id", "trail": "stream", "gram": "case_id",
         "findable": "case_id"}
MOVED = {"id", "stream", "case_id", "deadline_id", "task_id"}  # ids of rows that are multiplied too
AHEAD = {"due_at", "target_at", "next_at", "last_day"}  # may lie before or after today; all else has happened
ONLY = {"gram": "AND mark > 0"}  # a copy has a title of its own
CHUNK = 500  # copies of each case in one transaction


class Copies:
    """Copies of some cases, each `n` times: everything of the n-th is found by adding n strides to the ids."""

    def __init__(self, engine: sa.Engine, cases: Sequence[int], subjects: tuple[int, int]) -> None:
        """`subjects`: first id and number of those whose cases the copies shall be."""
        self._engine, self._cases, self._subjects = engine, tuple(cases), subjects
        self._sqlite = engine.dialect.name == "sqlite"
        with engine.connect() as connection:
            most = [connection.scalar(sa.text(f'SELECT max(id) FROM "{name}"')) or 0
                    for name in LEADS if "id" in Base.metadata.tables[name].c]
        self.stride = max(most) + 1

    def make(self, times: int) -> None:
        for first in range(1, times + 1, CHUNK):
            with self._engine.begin() as connection:
                for name in LEADS:
                    connection.execute(sa.text(self._statement(name)),
                                       {"first": first, "last": min(times, first + CHUNK - 1)})
        if not self._sqlite:
            self._count_on()

    def _statement(self, name: str) -> str:
        columns = Base.metadata.tables[name].c
        names = ", ".join(f'"{column.name}"' for column in columns)
        made = ", ".join(self._made(name, column) for column in columns)
        series = "SELECT CAST(:first AS INTEGER) UNION ALL SELECT nth + 1 FROM series WHERE nth < :last"
        return (f'INSERT INTO "{name}" ({names}) WITH RECURSIVE series(nth) AS ({series}) SELECT {made} '
                f'FROM series CROSS JOIN "{name}" AS s WHERE {self._of_cases(name)} {ONLY.get(name, "")}')

    def _of_cases(self, name: str) -> str:
        ids, lead = ", ".join(map(str, self._cases)), LEADS[name]
        if lead in LEADS:
            return f's."{lead}_id" IN (SELECT id FROM "{lead}" WHERE case_id IN ({ids}))'
        return f's."{lead}" IN ({ids})'

    def _made(self, table: str, column: sa.Column[object]) -> str:
        name, kept = column.name, f's."{column.name}"'
        if name in MOVED or (table, name) == ("task", "opened_by"):
            return f"{kept} + nth * {self.stride}"
        special = {
            ("case", "number"): f"substr({kept}, 1, 8) || CAST(1000000 + nth * 100 + s.id AS VARCHAR)",
            ("case", "subject_id"): self._subject(),
            ("case", "title"): self._title(),
            ("document", "number"): f"{kept} || '-' || nth",
            ("document", "key"): f"substr({kept}, 1, 14) || CAST(10000000 + nth AS VARCHAR)",
            ("outbox", "key"): f"substr({kept}, 1, 14) || CAST(10000000 + nth AS VARCHAR)",
            ("outbox", "next_at"): "NULL",
            ("outbox", "sent_at"): "s.at",
        }
        if (table, name) in special:
            return special[table, name]
        return self._dated(column) if isinstance(column.type, sa.Date) or "Moment" in repr(column.type) else kept

    def _subject(self) -> str:
        first, count = self._subjects
        return f"{first} + (nth * 37 + s.id * 11) % {count}"

    def _title(self) -> str:
        name = 'SELECT name FROM subject AS one WHERE one.id ='
        return f"replace(s.title, ({name} s.subject_id), ({name} {self._subject()}))"

    def _dated(self, column: sa.Column[object]) -> str:
        days = "(nth % 45 - 8)" if column.name in AHEAD else "(-(nth % 30))"
        if not self._sqlite:
            return f's."{column.name}" + {days} * ' + ("1" if isinstance(column.type, sa.Date) else "interval '1 day'")
        if isinstance(column.type, sa.Date):
            return f"""date(s."{column.name}", {days} || ' days')"""
        return f"""strftime('%Y-%m-%d %H:%M:%f', s."{column.name}", {days} || ' days') || '000'"""

    def _count_on(self) -> None:
        """PostgreSQL counts ids by itself; it learns how far they have come."""
        with self._engine.begin() as connection:
            for name in LEADS:
                if "id" in Base.metadata.tables[name].c:
                    connection.execute(sa.text(
                        f"""SELECT setval(pg_get_serial_sequence('"{name}"', 'id'), (SELECT max(id) FROM "{name}"))"""))
