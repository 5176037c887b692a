"""The floor is honest: it writes the verb's own rows, all of them, and its process is a procedure like any other."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.extensions import db
from app.models import Base
from app.services.checking import check_folder
from bench.counting import counting
from bench.figure import VALUES
from bench.house import PROCEDURES
from bench.raw import RawProcess
from bench.stage import DATA, NODES, Stage, stage
from bench.sweeping import swept
from bench.twin import Twin


@pytest.fixture()
def found(tmp_path: Path) -> Iterator[Stage]:
    with stage(tmp_path / "house") as side_by_side:
        yield side_by_side


def rows_of(file: Path | sqlite3.Connection) -> dict[str, list[Any]]:
    """Every row of every table but the snapshots, which the two engines write differently."""
    if isinstance(file, Path):
        with closing(sqlite3.connect(file)) as connection:
            return rows_of(connection)
    return {table.name: _rows(file, table.name) for table in Base.metadata.sorted_tables}


def _rows(connection: sqlite3.Connection, name: str) -> list[Any]:
    cursor = connection.execute(f'SELECT * FROM "{name}"')
    kept = [n for n, column in enumerate(cursor.description) if column[0] != "snapshot"]
    return sorted((tuple(row[n] for n in kept) for row in cursor), key=repr)


def changes(connection: Any) -> int:
    """Rows that a connection has written so far."""
    return int(connection.total_changes)


def house_changes() -> int:
    raw = db.engine.raw_connection()
    try:
        return changes(raw.driver_connection)
    finally:
        raw.close()


def test_floor_and_verb_leave_the_same_rows_in_every_table(found: Stage) -> None:
    case_id, _, _ = found.file()
    assert rows_of(found.house.file) == rows_of(found.twin.db)

    for node in NODES:
        found.complete(case_id, node)
        assert rows_of(found.house.file) == rows_of(found.twin.db), node


def test_floor_and_verb_write_as_many_rows_and_none_of_them_twice(found: Stage) -> None:
    case_id, _, _ = found.file()
    for node in NODES:
        house, twin = house_changes(), changes(found.twin.db)
        found.complete(case_id, node)
        assert house_changes() - house == changes(found.twin.db) - twin, node


def test_floor_and_sweep_leave_the_same_rows(found: Stage) -> None:
    swept(found, "sweep_due", due=3, rounds=3)

    assert rows_of(found.house.file) == rows_of(found.house.folder / "due.db")


def test_a_completion_sends_at_most_twelve_statements_and_commits_once(found: Stage) -> None:
    found.house.completing(found.house.file_case())()  # the release is parsed once in a process
    case_id = found.house.file_case()
    for node in NODES:
        act = found.house.completing(case_id)
        with counting(db.engine) as count:
            act()
        assert len(count.statements) <= VALUES["complete_statements"], f"{node}:\n" + "\n".join(count.statements)
        assert count.commits == 1, node


def test_raw_spiffworkflow_walks_the_process_as_the_house_does() -> None:
    raw = RawProcess(PROCEDURES / "bpmn" / "bench" / "process.bpmn", "bench")
    snapshot = raw.fire(raw.start(DATA))
    for node in NODES:
        assert snapshot is not None
        snapshot = raw.complete(snapshot, node, {"weight": "plain"} if node == "examine" else {})
    assert snapshot is None


def test_a_pruned_snapshot_of_raw_spiffworkflow_does_not_grow() -> None:
    raw = RawProcess(PROCEDURES / "bpmn" / "bench-loop" / "process.bpmn", "bench_loop")
    sizes = []
    snapshot: str | None = raw.start(DATA)
    for _ in range(12):
        assert snapshot is not None
        snapshot = raw.complete(snapshot, "round", {"again": True})
        sizes.append(len(json.loads(snapshot or "")["tasks"]))
    assert sizes[-1] == sizes[4]


def test_a_twin_begins_as_a_copy(found: Stage, tmp_path: Path) -> None:
    found.file()
    with closing(Twin(found.house.file, tmp_path / "copy.db")) as twin:
        assert rows_of(twin.db) == rows_of(found.house.file)


def test_the_procedures_of_the_bench_pass_the_check() -> None:
    assert check_folder(PROCEDURES) == ()
