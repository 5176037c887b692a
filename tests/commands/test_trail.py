"""`flask trail verify | export`, and `demo load` where it may not be."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from app.models import TrailRow
from tests.commands.conftest import production_on, refused, typed
from tests.support.house import records_of
from tests.support.walk import case_of, open_case

Call = Callable[..., Result]


@pytest.fixture()
def filed(app: Flask) -> str:
    named = {"records": records_of("citizen", "market_regulator")[:1]}
    return open_case("citizen", "objection", door="filed_center", named=named).number


def test_a_whole_trail_verifies(flask: Call, filed: str) -> None:
    done = flask("trail", "verify")

    assert done.exit_code == 0
    assert done.stdout.startswith("2 streams, ") and done.stdout.endswith(" rows, all whole\n")


@pytest.mark.parametrize("all_of_it", [True, False])
def test_a_forged_row_is_named(flask: Call, filed: str, session: sa.orm.Session, all_of_it: bool) -> None:
    session.execute(sa.update(TrailRow).where(TrailRow.stream == case_of(filed).id, TrailRow.n == 1)
                    .values(actor="person:1"))
    session.commit()

    line = refused(flask("trail", "verify", *([] if all_of_it else [filed])))

    assert line == f"{filed} row 1: 这一行留痕被改动过，或者它前面的行被换过。"


def test_a_trail_is_exported_as_rows_of_the_contract(flask: Call, filed: str) -> None:
    rows = [json.loads(line) for line in flask("trail", "export", filed).stdout.splitlines()]

    assert [row["n"] for row in rows] == list(range(1, len(rows) + 1))
    assert set(rows[0]) == {"n", "at", "what", "actor", "as", "before", "after", "prev", "hash", "row"}
    assert [row["prev"] for row in rows[1:]] == [row["hash"] for row in rows[:-1]]
    assert rows[0]["what"] == "case:filed"


@pytest.mark.parametrize("words", [("verify", "YY-2026-999999"), ("export", "YY-2026-999999"), ("export", "nonsense")])
def test_a_case_that_is_not_there_is_refused(flask: Call, words: tuple[str, ...]) -> None:
    assert refused(flask("trail", *words))


def test_production_loads_no_demo_data(app: Flask, tmp_path: Path) -> None:
    assert refused(typed(production_on(app, tmp_path), "demo", "load")) == "正式环境不能载入演示数据。"
