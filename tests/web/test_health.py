"""`/healthz`, `/readyz`, `/metrics`: in order, out of order, and who may read the figures."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.clock import frozen
from app.extensions import db
from app.models import Deadline
from app.services.issue_token import issue_token
from tests.conftest import MONDAY, make_app
from tests.support.house import records_of
from tests.support.walk import case_of, do, open_case

FAR = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture()
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture()
def stamped(app: Flask) -> Any:
    """The tables of the test house are made without migrations; here they say which they stand at."""
    flask_migrate.stamp()
    yield
    with db.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE alembic_version"))


@pytest.fixture()
def accepted(app: Flask) -> str:
    named = {"records": records_of("citizen", "market_regulator")[:1]}
    number = open_case("citizen", "objection", door="filed_center", named=named).number
    do(number, "register", {"intake": "accept"})
    return number


def test_a_process_that_lives_says_so(client: FlaskClient) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_a_house_in_order_is_ready(client: FlaskClient, stamped: None) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json == {"ready": True, "database": True, "migrations": True, "people": True, "clock": True}


def test_tables_that_no_migration_made_are_not_ready(client: FlaskClient) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json["migrations"] is False and answer.json["database"] is True


def test_a_clock_that_stands_still_is_not_ready(app: Flask, client: FlaskClient, stamped: None) -> None:
    app.extensions["clockwork"] = SimpleNamespace(beat=MONDAY - timedelta(minutes=3))
    try:
        still = client.get("/readyz")
        app.extensions["clockwork"].beat = MONDAY - timedelta(seconds=20)
        ticking = client.get("/readyz")
    finally:
        del app.extensions["clockwork"]

    assert (still.status_code, still.json["clock"]) == (503, False)
    assert ticking.status_code == 200


def test_work_that_nobody_touches_says_that_no_clock_runs_anywhere(client: FlaskClient, stamped: None,
                                                                  accepted: str) -> None:
    with frozen(MONDAY + timedelta(minutes=30)):
        assert client.get("/readyz").json["clock"] is False, "its letters lie in the outbox"


def test_a_database_out_of_reach_is_not_ready_but_alive(tmp_path: Path) -> None:
    app = make_app(tmp_path, "postgresql://nobody@127.0.0.1:9/none")
    with app.app_context():
        assert app.test_client().get("/healthz").status_code == 200
        answer = app.test_client().get("/readyz")

    assert (answer.status_code, answer.json["database"]) == (503, False)


def test_the_figures_are_prometheus_text_and_true(client: FlaskClient, accepted: str) -> None:
    answer = client.get("/metrics")

    figures = dict(re.findall(r"^casework_(\w+) (\d+)$", answer.text, re.MULTILINE))
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    assert (figures["cases_open"], figures["tasks_open"], figures["incidents_open"]) == ("1", "1", "0")
    open_clocks = sa.select(sa.func.count(Deadline.id)).where(Deadline.case_id == case_of(accepted).id, Deadline.open)
    assert figures["deadlines_open"] == str(db.session().scalar(open_clocks))
    assert all(f"# TYPE casework_{name} gauge\n" in answer.text for name in figures)


def test_strangers_read_no_figures(client: FlaskClient) -> None:
    assert client.get("/metrics", environ_base=FAR).status_code == 403
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 403
    assert client.get("/metrics", environ_base=FAR, headers={"Authorization": "Bearer nonsense"}).status_code == 403


@pytest.mark.parametrize(("login", "status"), [("admin", 200), ("supervisor", 200), ("handler", 403), ("citizen", 403)])
def test_a_token_of_an_overseer_reads_them_from_anywhere(client: FlaskClient, run: Any, login: str,
                                                         status: int) -> None:
    secret = run(issue_token, login=login).secret

    answer = client.get("/metrics", environ_base=FAR, headers={"Authorization": f"Bearer {secret}"})

    assert answer.status_code == status


