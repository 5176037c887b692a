"""`flask trail verify | export`."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from flask.cli import AppGroup

from app.commands.door import refusals
from app.domain.actor import OPERATOR
from app.queries.proof import verify as prove
from app.queries.reading import reading
from app.queries.trail import case_trail

trail = AppGroup("trail", help="The trail proves itself.")
COMMANDS = (trail,)


@trail.command()
@click.argument("case", required=False)
@refusals
def verify(case: str | None) -> None:
    """Follow every hash chain and what it vouches for; names the first broken row and exits 1."""
    with reading() as tables:
        proof = prove(tables, case)
    if proof.broken:
        click.echo(str(proof.broken), err=True)
        raise SystemExit(1)
    click.echo(f"{proof.streams} streams, {proof.rows} rows, all whole")


@trail.command()
@click.argument("case")
@refusals
def export(case: str) -> None:
    """The rows of a case as JSON lines, as the API gives them to whoever may see all."""
    cursor, more = None, True
    while more:
        with reading() as tables:
            page = case_trail(tables, OPERATOR, case, cursor=cursor, size=200)
        for row in page.items:
            click.echo(json.dumps(asdict(row), default=str, ensure_ascii=False))
        cursor, more = page.next, page.next is not None
