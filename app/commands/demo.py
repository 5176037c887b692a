"""`flask demo load`."""

from __future__ import annotations

import click

from app.commands.door import Group
from app.demo.load import CASES, SEED, load_demo

demo = Group("demo", help="Demo data; never in production.")
COMMANDS = (demo,)


@demo.command()
@click.option("--cases", default=CASES, show_default=True, type=click.IntRange(0, 100_000))
@click.option("--seed", default=SEED, show_default=True, type=int)
def load(cases: int, seed: int) -> None:
    """Subjects, records and cases at every stage of life, made by the verbs under a set clock."""
    load_demo(cases, seed, click.echo)
