"""What all tests stand on: a house with its procedures published, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.clock import frozen
from app.domain.actor import OPERATOR
from app.extensions import db
from app.models import Base
from app.models.base import WRITES
from app.services.execute import execute
from config import read_settings
from tests.support.house import furnish
from tests.support.postgres import fresh_postgres

MONDAY = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai, a plain working week ahead


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests of verbs, API and sweeps run on both databases."""
    if "database" in metafunc.fixturenames:
        both = ("sqlite", "postgres")
        only = "sqlite" if metafunc.definition.get_closest_marker("on_sqlite") else os.environ.get("TEST_DATABASE")
        metafunc.parametrize("database", [only] if only else both, scope="session")


@pytest.fixture(scope="session")
def furnished(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application a database, furnished once: people, subjects, records, published procedures."""
    path = tmp_path_factory.mktemp(f"house-{database}")
    url = f"sqlite:///{path / 'casework.db'}" if database == "sqlite" else fresh_postgres()
    app = make_app(path, url)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with frozen(MONDAY):
            furnish()
        db.session.remove()
        app.extensions["furnished"] = all_rows()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def make_app(path: Path, url: str, **env: str) -> Flask:
    settings = read_settings({"INSTANCE_PATH": str(path), "DATABASE_URL": url, "BASE_URL": "http://localhost", **env})
    app = create_app(settings)
    app.testing = True
    return app


@pytest.fixture()
def app(furnished: Flask) -> Iterator[Flask]:
    """The furnished house with the clock standing at MONDAY; what a test changes is put back after it."""
    with furnished.app_context(), frozen(MONDAY):
        yield furnished
        db.session.remove()
        restore(furnished.extensions["furnished"])
        furnished.extensions["house"].recent.clear()
        forget_releases(furnished)
        shutil.rmtree(furnished.extensions["house"].checkpoints.path, ignore_errors=True)


def all_rows() -> dict[str, list[dict[str, Any]]]:
    with db.engine.connect() as connection:
        found = {t: connection.execute(sa.select(t)).mappings().all() for t in Base.metadata.sorted_tables}
    return {table.name: [dict(row) for row in rows] for table, rows in found.items()}


def restore(kept: dict[str, list[dict[str, Any]]]) -> None:
    """Empty the tables and fill in the furnished rows again."""
    with db.engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
        for table in Base.metadata.sorted_tables:
            if kept[table.name]:
                connection.execute(table.insert(), kept[table.name])


def forget_releases(furnished: Flask) -> None:
    """What a test published is gone, and its id will be another's: releases are cached by id."""
    kept = {row["id"] for row in furnished.extensions["furnished"]["release"]}
    cached = furnished.extensions["house"]._by_id
    for release_id in cached.keys() - kept:
        del cached[release_id]


@pytest.fixture()
def run(app: Flask) -> Callable[..., Any]:
    """run(verb, actor=..., **args): a verb through execute; the actor is a login or an Actor, else the operator."""
    from tests.support.house import actor_of

    def call(verb: Callable[..., Any], actor: Any = OPERATOR, **args: Any) -> Any:
        return execute(verb, actor=actor_of(actor) if isinstance(actor, str) else actor, **args)

    return call


@pytest.fixture()
def session(app: Flask) -> Any:
    """The session of a reader, fresh after each verb."""
    return db.session()
