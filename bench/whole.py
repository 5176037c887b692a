"""Figures of the house's own procedures: what a whole case of each costs, and what it takes to load all releases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

import sqlalchemy as sa
from flask import Flask
from lxml import etree

from app import create_app
from app.extensions import db
from app.models import Base, Release
from app.models.base import WRITES
from app.procedures import Library, Procedure
from app.procedures.scenario_model import Scenario
from app.services.house import ready
from bench.clocking import worked
from bench.counting import counting
from bench.figure import Figure
from bench.house import environment, wait_for_disk
from bench.size import Size
from bench.weighing import size_on_disk
from config import read_settings
from tests.support.house import furnish
from tests.support.scenarios import play

ROOT = Path(__file__).resolve().parents[1]
SCRATCH = "CREATE TABLE bench_scratch (id INTEGER PRIMARY KEY, text VARCHAR(200))"


def whole_case(size: Size, folder: Path) -> Iterator[Figure]:
    """A case of each procedure by its first scenario that follows nothing, from door to end, letters set and served.

    Once each: a yearly list is made once a year, and an act is recorded once. The floor is as many transactions as it
    commits, of one row each: no procedure's ratio is bound, they are compared with each other.
    """
    app = _furnished(folder)
    with app.app_context():
        procedures = Library.read(ROOT).procedures
        for slug, procedure in procedures.items():
            scenario = _plain(procedure)
            if scenario is not None:
                yield from _cost(slug, scenario, procedures)
        db.session.remove()
        db.engine.dispose()


def _plain(procedure: Procedure) -> Scenario | None:
    alone = (s for s in procedure.scenarios.values() if not (s.opens.follows or s.opens.after))
    return next(alone, None)


def _cost(slug: str, scenario: Scenario, procedures: Mapping[str, Procedure]) -> Iterator[Figure]:
    before = size_on_disk()
    with counting(db.engine) as count:
        took = worked(lambda: play(slug, scenario, procedures))
    yield Figure(f"case_{slug}", took * 1000, "ms", _floor(count.commits) * 1000)
    yield Figure(f"case_{slug}_bytes", (size_on_disk() - before) / 1000, "kB")


def _floor(commits: int) -> float:
    """So many transactions of one row, by plain SQL."""

    def plain() -> None:
        for _ in range(commits):
            with db.engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
                connection.execute(sa.text("INSERT INTO bench_scratch (text) VALUES (:t)"), {"t": "x" * 100})

    return median(worked(plain) for _ in range(3))


def cold_releases(size: Size, folder: Path) -> Iterator[Figure]:
    """Every release of the house thawed, parsed and its letters read, as a new process does; against the XML alone."""
    app = _furnished(folder)
    with app.app_context():
        rows = db.session.execute(sa.select(Release.id, Release.content)).all()
        drawings = [content for row in rows for content in ready(row.id, row.content).release.diagrams.values()]
        value = median(worked(lambda: [ready(row.id, row.content) for row in rows]) for _ in range(size.rounds))
        floor = median(worked(lambda: [etree.fromstring(d) for d in drawings]) for _ in range(size.rounds))
        yield Figure("cold_releases", value * 1000, "ms", floor * 1000)
        db.session.remove()
        db.engine.dispose()


def _furnished(folder: Path) -> Flask:
    """The house's own procedures, people, subjects and records, as the scenarios of the tests know them."""
    app = create_app(read_settings({**environment(folder), "PROCEDURES_PATH": str(ROOT)}))
    with app.app_context():
        wait_for_disk(app, "OFF")
        Base.metadata.create_all(db.engine)
        furnish()
        with db.engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
            connection.execute(sa.text(SCRATCH))
    return app
