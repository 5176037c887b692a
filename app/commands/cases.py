"""`flask cases migrate --to RELEASE [--dry-run]`."""

from __future__ import annotations

import click

from app.commands.door import Group, refuse
from app.domain.actor import OPERATOR
from app.errors import Refusal
from app.queries.migration import preview
from app.queries.reading import reading
from app.services.execute import execute
from app.services.migrate_case import migrate_case

cases = Group("cases", help="Running cases.")
COMMANDS = (cases,)


@cases.command()
@click.option("--to", required=True, metavar="RELEASE", help="SLUG (its current release), SLUG@N, or part of a hash")
@click.option("--dry-run", is_flag=True, help="only say what would happen")
def migrate(to: str, dry_run: bool) -> None:
    """Move the open cases of a procedure to one of its releases; a line for each, 1 where some had to stay."""
    with reading() as tables:
        found = preview(tables, to)
    stayed = 0
    for case in found.cases:
        why = case.obstacle or ("" if dry_run else _moved(case.id, found.release_id))
        stayed += bool(why)
        click.echo(f"{case.number}\t{why or ('可以换版' if dry_run else '已换版')}")
    click.echo(f"{found.slug}@{found.n} {found.hash[:12]}: {len(found.cases) - stayed}, {stayed}")
    if stayed and not dry_run:
        refuse(f"有{stayed}件没有换版，原因见各行；它们照旧按原来的版本办理。")


def _moved(case_id: int, release_id: int) -> str:
    try:
        execute(migrate_case, actor=OPERATOR, case_id=case_id, release_id=release_id)
    except Refusal as refusal:  # it went on in the meantime
        return refusal.message
    return ""
