"""`flask trail verify | export | checkpoint`."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

import click

from app import clock
from app.commands.door import Group, refuse
from app.domain.actor import OPERATOR
from app.jobs.sealing import seal_what_is_new
from app.queries.proof import verify as prove
from app.queries.reading import reading
from app.queries.sealed import hashed_rows
from app.queries.trail import case_trail

trail = Group("trail", help="The trail proves itself.")
COMMANDS = (trail,)


@trail.command()
@click.argument("case", required=False)
def verify(case: str | None) -> None:
    """Follow every hash chain and what it vouches for; names the first broken row and exits 1. Says what was erased."""
    with reading() as tables:
        proof = prove(tables, case)
    if case and not proof.streams:
        refuse(f"没有这件事项：{case}")
    if proof.broken:
        refuse(str(proof.broken))
    click.echo(f"{proof.streams} streams, {proof.rows} rows, all whole")
    for erased in proof.erased:
        click.echo(str(erased))


@trail.command()
@click.argument("case")
def export(case: str) -> None:
    """The rows of a case as JSON lines, as the API gives them to whoever may see all.

    `row` beside them is what the hash covers: app/verify_trail.py checks it without the house.
    """
    cursor, more = None, True
    while more:
        with reading() as tables:
            page = case_trail(tables, OPERATOR, case, cursor=cursor, size=200)
            kept = hashed_rows(tables, case, [row.n for row in page.items])
        for row in page.items:
            line = {**_plain(asdict(row)), "row": kept[row.n]}
            click.echo(json.dumps(line, default=_spell, ensure_ascii=False))
        cursor, more = page.next, page.next is not None


@trail.command()
def checkpoint() -> None:
    """Seal what is new, signed and outside the database; prints {"checkpoint":n,"streams":n,"rows":n} for each."""
    for made in seal_what_is_new(clock.now()):
        click.echo(json.dumps({"checkpoint": made.checkpoint, "streams": made.streams, "rows": made.rows}))


def _plain(row: dict[str, object]) -> dict[str, object]:
    """`as` is a word of Python's and ends in an underscore there."""
    return {key.rstrip("_"): value for key, value in row.items()}


def _spell(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
