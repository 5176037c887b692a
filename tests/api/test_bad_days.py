"""Codes are a closed list; a database that only reads lets programs read on and says so to who writes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from app.api.problems import CODES
from app.extensions import db
from app.models.base import WRITES
from tests.house.reading import house

REFUSING = {"services", "queries", "procedures", "letters", "errors", "files"}
READ_ONLY = {"sqlite": "PRAGMA query_only=1", "postgresql": "SET TRANSACTION READ ONLY"}


def codes_said() -> set[str]:
    """Every `code` that a refusal of the house is made with."""
    found = set()
    for source in (source for source in house() if source.room in REFUSING):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.keyword) and node.arg == "code" and isinstance(node.value, ast.Constant):
                found.add(node.value.value)
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "code":
                found |= {node.value.value} if isinstance(node.value, ast.Constant) else set()
    return {word for word in found if isinstance(word, str)}


def test_every_code_of_a_refusal_stands_in_the_closed_list_once():
    said = codes_said()
    assert {"stale", "closed", "not_found"} <= said
    assert said <= set(CODES), f"{sorted(said - set(CODES))}: add to CODES in app/api/problems.py"
    assert len(CODES) == len(set(CODES))


@contextmanager
def only_reading() -> Iterator[None]:
    """The disk is full: whoever wants to write is told no by the database itself."""
    words = READ_ONLY[db.engine.dialect.name]

    def begun(connection: sa.Connection) -> None:
        if connection.get_execution_options().get(WRITES):
            connection.exec_driver_sql(words)

    db.session.remove()
    sa.event.listen(db.engine, "begin", begun)
    try:
        yield
    finally:
        sa.event.remove(db.engine, "begin", begun)
        db.session.remove()
        db.engine.dispose()


@pytest.fixture()
def case(program: Any) -> dict[str, Any]:
    citizen = program("citizen")
    start = citizen.get("/procedures/objection")["start_form"]
    answers = citizen.examples("/procedures/objection/form", start) | {"door": "filed_center"}
    return dict(citizen.post("/cases", {"procedure": "objection", "answers": answers}).json)


def test_while_nothing_can_be_written_lists_and_own_pages_go_on_and_acts_say_so(app, program, case):
    citizen, clerk = program("citizen"), program("clerk")
    with only_reading():
        refused = citizen.client.post(f"/api/v1/cases/{case['number']}/withdraw", json={"reason": "不办了"},
                                      headers={"Authorization": f"Bearer {citizen.token}"})
        assert (refused.status_code, refused.json["code"]) == (503, "read_only")
        assert int(refused.headers["Retry-After"]) > 0

        assert clerk.get("/tasks")["items"] and clerk.get("/cases")["items"]
        assert citizen.get(f"/cases/{case['number']}")["status"] == "open"
        status = app.test_client().post("/api/v1/public/status", json={k: case[k] for k in ("number",)} | {
            "code": case["query_code"]})
        assert status.status_code == 200
    assert citizen.post(f"/cases/{case['number']}/withdraw", {"reason": "现在可以了"}).status_code == 200
