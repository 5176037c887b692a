"""`flask calendar due | import`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
import yaml

from app.clock import now
from app.commands.door import Group, refuse
from app.domain.actor import OPERATOR
from app.domain.deadlines import Unit
from app.domain.deadlines import due as last_day
from app.errors import Invalid
from app.jobs.recount import recount_stale
from app.queries.reading import reading
from app.services.calendars import load_calendar
from app.services.execute import execute
from app.services.import_calendar import import_calendar

calendar = Group("calendar", help="Working days.")
COMMANDS = (calendar,)
UNITS = ("workdays", "days", "months", "years")


@calendar.command()
@click.argument("start", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("n", type=int)
@click.option("--unit", type=click.Choice(UNITS), default="workdays")
def due(start: datetime, n: int, unit: Unit) -> None:
    """The last day of a period; START is the day of the event and is not counted."""
    with reading() as tables:
        days = load_calendar(tables)
    try:
        found = last_day(start.date(), n, unit, days)
    except ValueError as wrong:
        refuse(str(wrong))
    click.echo(f"{found.last_day}{' provisional' if found.provisional else ''}")


@calendar.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
def import_(file: str) -> None:
    """Take in a year's holiday notice (JSON or YAML) and count running deadlines again."""
    done = execute(import_calendar, actor=OPERATOR, notice=_read(Path(file)))
    click.echo(f"{done['year']}\t{done['days']}")
    for row in recount_stale(now()):
        click.echo(f"{row.number}\t{row.title}\t{row.before} -> {row.after}")


def _read(path: Path) -> object:
    """YAML or JSON with every value as its text: YAML would read the key `off` as false and days as dates."""
    try:
        notice = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 (makes text alone)
    except (yaml.YAMLError, UnicodeDecodeError):
        raise Invalid("这个文件不是可以读的 JSON 或 YAML。") from None
    if isinstance(notice, dict) and str(notice.get("year")).isdecimal():
        notice["year"] = int(notice["year"])
    return notice
