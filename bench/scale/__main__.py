"""A large house held against a small one: `python -m bench.scale --help`.

A line of JSON a figure, then a table; exit 1 where a limit does not hold.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from app.extensions import db
from bench.figure import Figure, table
from bench.scale.houses import Houses
from bench.scale.pages import pages
from bench.scale.sweeping import prepare, swept

FEW, CASES, DUE, ROUNDS = 1_000, 200_000, 10_000, 15
DUE_IN = 0.45  # so many of the running cases have a limit that runs


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description="Many cases held against few.")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--cases", type=int, default=CASES, help="cases that run, each with an open task")
    parser.add_argument("--times", type=int, default=1, help="so many times that")
    parser.add_argument("--due", type=int, default=DUE, help="deadlines due in one sweep (PostgreSQL)")
    asked = parser.parse_args(arguments)
    figures = []
    with tempfile.TemporaryDirectory(prefix="scale-") as folder:
        houses = Houses(Path(folder), asked.database == "postgresql")
        for figure in measured(houses, asked.cases * asked.times, asked.due):
            print(figure.line(), flush=True)
            figures.append(figure)
    print("\n" + table(figures))
    return int(any(figure.holds is False for figure in figures))


def measured(houses: Houses, cases: int, due: int, few: int = FEW, rounds: int = ROUNDS) -> Iterator[Figure]:
    with houses.grown("few", few) as small, houses.grown("many", cases) as large:
        with large.app.app_context():
            yield from _sizes()
        yield from pages(small, large, rounds)
    houses.drop("many")
    if houses.urls:
        with houses.grown("due", int(due / DUE_IN)) as found, found.app.app_context():
            moment = prepare(due)
        yield from swept(due, moment, houses)


def _sizes() -> Iterator[Figure]:
    with db.engine.connect() as connection:
        for name in ("case", "task", "trail"):
            count = connection.scalar(sa.text(f'SELECT count(*) FROM "{name}"')) or 0
            yield Figure(f"rows_{name}", count / 1000, "thousand")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
