"""Where the houses of the bench stand: a folder each, and a file of SQLite in it or a database of one PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from app.extensions import db
from bench.scale.build import application, furnish, grow
from bench.scale.pages import Visitor
from tests.support.postgres import fresh_postgres, postgres_url

BASE = "base"


class Houses:
    """One furnished house, and grown copies of it."""

    def __init__(self, folder: Path, postgres: bool) -> None:
        self.folder = folder
        self.urls: dict[str, str] | None = {BASE: fresh_postgres()} if postgres else None
        with self.open(BASE):
            furnish()

    @contextmanager
    def open(self, name: str) -> Iterator[Flask]:
        app = application(self.folder / name, self.urls[name] if self.urls else None)
        with app.app_context():
            try:
                yield app
            finally:
                db.session.remove()
                db.engine.dispose()

    @contextmanager
    def grown(self, name: str, cases: int) -> Iterator[Visitor]:
        """A copy of the furnished house in which so many cases run."""
        self.copy(BASE, name)
        with self.open(name) as app:
            found = grow(cases)
        try:
            yield Visitor(app, found)
        finally:
            with app.app_context():
                db.engine.dispose()

    def copy(self, name: str, to: str) -> None:
        """A house just like another that nobody has open."""
        shutil.rmtree(self.folder / to, ignore_errors=True)
        shutil.copytree(self.folder / name, self.folder / to)
        if self.urls:
            self.urls[to] = _copied(self.urls[name], f"{sa.make_url(self.urls[BASE]).database}_{to}")

    def drop(self, name: str) -> None:
        """A large one is not kept longer than it is needed."""
        shutil.rmtree(self.folder / name)
        if self.urls:
            _on_server(f"DROP DATABASE {sa.make_url(self.urls.pop(name)).database}")


def _copied(url: str, name: str) -> str:
    _on_server(f"DROP DATABASE IF EXISTS {name}")
    _on_server(f"CREATE DATABASE {name} TEMPLATE {sa.make_url(url).database} STRATEGY file_copy")
    return sa.make_url(url).set(database=name).render_as_string(hide_password=False)


def _on_server(statement: str) -> None:
    engine = sa.create_engine(postgres_url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()
