"""`flask cases migrate --to RELEASE [--dry-run]`, `cases erase [--now ISO] [--dry-run]`."""

from __future__ import annotations

import json
from datetime import datetime

import click

from app import clock
from app.commands.door import Group, Moment, refuse
from app.domain.actor import OPERATOR
from app.errors import Invalid, Refusal
from app.jobs.erasing import erase_what_is_over
from app.queries.migration import preview
from app.queries.reading import reading
from app.services.execute import execute
from app.services.house import house
from app.services.migrate_case import migrate_case

cases = Group("cases", help="Running cases, and what is left of closed ones.")
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


@cases.command()
@click.option("--now", type=Moment(), help="as of this moment")
@click.option("--dry-run", is_flag=True, help="only count")
def erase(now: datetime | None, dry_run: bool) -> None:
    """Erase what is past its time, as the clock does every hour; prints {"due":n,"erased":n,"held":n,"failed":n}."""
    moment = now or clock.now()
    if not house().settings.demo and clock.today(moment) > clock.today():
        raise Invalid("正式环境不能按以后的日子删除。")
    done = erase_what_is_over(moment, dry_run)
    click.echo(json.dumps(done.as_dict()))
    if done.failed:
        refuse(f"有{done.failed}件没有删除，原因见 incidents list；下一轮会再试。")
