"""`flask demo load`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.commands.door import refusals
from app.demo.load import CASES, SEED, load_demo

demo = AppGroup("demo", help="Demo data; never in production.")
COMMANDS = (demo,)


@demo.command()
@click.option("--cases", default=CASES, show_default=True, type=click.IntRange(0, 100_000))
@click.option("--seed", default=SEED, show_default=True, type=int)
@refusals
def load(cases: int, seed: int) -> None:
    """Subjects, records and cases at every stage of life, made by the verbs under a set clock."""
    load_demo(cases, seed, click.echo)
