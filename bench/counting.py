"""Counts what goes to the database: statements and commits, by the engine's own events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa


@dataclass
class Count:
    """`statements` holds every one sent to the database, BEGIN and COMMIT left out; many rows of one kind are one."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0


@contextmanager
def counting(engine: sa.Engine) -> Iterator[Count]:
    count = Count()

    def sent(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        count.statements.append(statement)

    def committed(_connection: Any) -> None:
        count.commits += 1

    sa.event.listen(engine, "before_cursor_execute", sent)
    sa.event.listen(engine, "commit", committed)
    try:
        yield count
    finally:
        sa.event.remove(engine, "before_cursor_execute", sent)
        sa.event.remove(engine, "commit", committed)
