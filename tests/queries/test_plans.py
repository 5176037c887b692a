"""The queries that everybody waits for read no large table whole: each statement's plan is asked of the database.

SQLite plans by rule where nobody has run ANALYZE, so a small house shows what a large one does. PostgreSQL would read a
small table whole whatever its indexes; with that forbidden, it does so only where no index serves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import now
from app.domain.actor import Actor
from app.extensions import db
from app.jobs.indexing import index_what_is_new
from app.models import Case, Task
from app.queries.cases import CaseFilters, list_cases
from app.queries.desk_page import case_page
from app.queries.due import due_deadlines, due_outbox
from app.queries.public_status import find_status
from app.queries.search import search_texts
from app.queries.worklist import Filters, inbox
from app.queries.workload import workload
from tests.support.house import actor_of, records_of
from tests.support.walk import open_case

FACTS = "处罚决定书记载的处罚日期有误，请核对原文书上的印章。"
LARGE = "case|task|deadline|trail|outbox|gram|subject|entry|entry_version|document|wait|findable|reading"
WHOLE = {"sqlite": re.compile(rf"^SCAN ({LARGE})$|AUTOMATIC"),  # or an index made for this one question
         "postgresql": re.compile(rf"Seq Scan on \"?({LARGE})\b")}
Statement = tuple[str, Any]


@contextmanager
def heard() -> Iterator[list[Statement]]:
    """Every statement that goes to the database meanwhile, with its parameters."""
    found: list[Statement] = []

    def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        found.append((statement, parameters))

    sa.event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield found
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", hear)


def read_whole(statement: Statement) -> list[str]:
    """The lines of its plan that read a large table from end to end."""
    sqlite = db.engine.dialect.name == "sqlite"
    with db.engine.connect() as connection:
        if not sqlite:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
        lines = [row[-1] for row in connection.exec_driver_sql(explain + statement[0], statement[1])]
    return [line for line in lines if WHOLE[db.engine.dialect.name].search(line)]


Look = Callable[[Session, Actor, str, str], object]
HOT: dict[str, Look] = {
    "inbox of mine": lambda s, a, n, c: inbox(s, a, scope="mine"),
    "inbox of the group": lambda s, a, n, c: inbox(s, a, scope="group"),
    "inbox of what is done": lambda s, a, n, c: inbox(s, a, scope="done"),
    "inbox of all": lambda s, a, n, c: inbox(s, actor_of("supervisor"), scope="all"),
    "inbox by name": lambda s, a, n, c: inbox(s, a, scope="group", filters=Filters(q="张小满")),
    "figures of the inbox": lambda s, a, n, c: workload(s, a, now()),
    "case": lambda s, a, n, c: case_page(s, a, n),
    "public status": lambda s, a, n, c: find_status(s, n, c),
    "cases by number": lambda s, a, n, c: list_cases(s, a, CaseFilters(q=n)),
    "cases by name": lambda s, a, n, c: list_cases(s, a, CaseFilters(q="张小满")),
    "texts": lambda s, a, n, c: search_texts(s, a, "原文书上的印章"),
    "deadlines due": lambda s, a, n, c: due_deadlines(s, now()),
    "messages due": lambda s, a, n, c: due_outbox(s, now()),
}


def test_no_large_table_is_read_whole(app: Any) -> None:
    named = {"records": records_of("citizen", "market_regulator")[:1], "facts": FACTS}
    case = open_case("citizen", "objection", door="filed_center", named=named)
    index_what_is_new(now())
    db.session.rollback()
    found: dict[str, list[str]] = {}
    for name, look in HOT.items():
        with heard() as statements:
            look(db.session(), actor_of("clerk"), case.number, case.query_code)
        db.session.rollback()
        assert statements, name
        found[name] = [line for one in statements for line in read_whole(one)]
    assert found == dict.fromkeys(HOT, [])


def test_a_table_read_whole_is_seen(app: Any) -> None:
    with heard() as statements:
        db.session.execute(sa.select(Task.id).where(Task.title.contains("核实"))).all()
        db.session.execute(sa.select(Case.id).where(Case.stage == "已办结")).all()
    db.session.rollback()

    assert [len(read_whole(one)) for one in statements] == [1, 1]
