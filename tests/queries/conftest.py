"""Builders for tests of queries: a case in a given state, many open tasks at once, statements counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.clock import now
from app.extensions import db
from app.models import Case, Organisation, Task
from app.models.base import WRITES
from tests.support.house import records_of
from tests.support.walk import case_of, do, open_case

STEPS: list[tuple[str, dict[str, Any]]] = [
    ("register", {"intake": "accept"}), ("assess", {"checker": "source"}), ("verify", {"finding": "wrong"}),
    ("opinion", {"next": "sign", "decisions": [{"outcome": "delete"}]}), ("sign", {"signature": "agree"})]


@pytest.fixture()
def objection(app: Any) -> Callable[..., str]:
    """objection("assess", by="citizen"): an objection walked to that open task; its number."""

    def build(until: str = "register", by: str = "citizen") -> str:
        records = records_of(by, "market_regulator")[:1]
        number = open_case(by, "objection", door="filed_center", named={"records": records}).number
        for node, named in STEPS:
            if node == until:
                break
            do(number, node, named)
        return number

    return build


def organ(tag: str) -> int:
    return int(db.session().execute(sa.select(Organisation.id).where(Organisation.tag == tag)).scalar_one())


def many_tasks(number: str, count: int, *, undated: int = 0, tag: str = "credit_center",
               role: str = "credit_center_clerk", hours: int = 1) -> None:
    """Open tasks beside a case, unclaimed, due one after another; the last `undated` have no due day."""
    case, organisation, base = case_of(number), organ(tag), now()
    rows = [_row(case, n, organisation, role, base + timedelta(hours=hours * (n % 50)), n >= count - undated)
            for n in range(count)]
    write(sa.insert(Task), rows)


def _row(case: Case, n: int, organisation: int, role: str, due: datetime, undated: bool) -> dict[str, Any]:
    return {"case_id": case.id, "ref": f"x{n}", "node": "register", "scope": "", "item": "", "title": f"登记核对{n}",
            "article": "", "form": "register", "role": role, "organisation_id": organisation, "state": "open",
            "opened_at": now(), "due_at": None if undated else due, "note": ""}


def write(statement: Any, rows: Any = None) -> None:
    """Behind the verbs' back, as somebody with the database's password could."""
    db.session.rollback()
    with db.engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        connection.execute(statement, rows) if rows is not None else connection.execute(statement)


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of the database inside the block."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
