"""`flask trail verify | export`."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

import click

from app.commands.door import Group, refuse
from app.domain.actor import OPERATOR
from app.queries.proof import verify as prove
from app.queries.reading import reading
from app.queries.trail import case_trail

trail = Group("trail", help="The trail proves itself.")
COMMANDS = (trail,)


@trail.command()
@click.argument("case", required=False)
def verify(case: str | None) -> None:
    """Follow every hash chain and what it vouches for; names the first broken row and exits 1."""
    with reading() as tables:
        proof = prove(tables, case)
    if case and not proof.streams:
        refuse(f"没有这件事项：{case}")
    if proof.broken:
        refuse(str(proof.broken))
    click.echo(f"{proof.streams} streams, {proof.rows} rows, all whole")


@trail.command()
@click.argument("case")
def export(case: str) -> None:
    """The rows of a case as JSON lines, as the API gives them to whoever may see all."""
    cursor, more = None, True
    while more:
        with reading() as tables:
            page = case_trail(tables, OPERATOR, case, cursor=cursor, size=200)
        for row in page.items:
            click.echo(json.dumps(_plain(asdict(row)), default=_spell, ensure_ascii=False))
        cursor, more = page.next, page.next is not None


def _plain(row: dict[str, object]) -> dict[str, object]:
    """`as` is a word of Python's and ends in an underscore there."""
    return {key.rstrip("_"): value for key, value in row.items()}


def _spell(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
