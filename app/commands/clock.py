"""`flask deadlines sweep | explain`, `outbox send`, `incidents list | retry`, `clock run`, `web run`."""

from __future__ import annotations

import json
from datetime import datetime

import click
from flask import current_app

from app import clock as wall
from app.commands.apart import apart
from app.commands.door import Group, Moment, refusals
from app.commands.start import get_ready, must_fit
from app.demo.load import CASES
from app.domain.actor import OPERATOR
from app.errors import Invalid
from app.jobs.deadlines import sweep as sweep_deadlines
from app.jobs.outbox import send_outbox
from app.queries.deadlines import find_deadline
from app.queries.incidents import open_incidents
from app.queries.reading import reading
from app.services.execute import execute
from app.services.house import house
from app.services.incidents import retry_incident

deadlines = Group("deadlines", help="Statutory clocks.")
outbox = Group("outbox", help="What leaves the house.")
incidents = Group("incidents", help="What failed and waits.")
clock = Group("clock", help="The clock door.")
web = Group("web", help="The web door.")
ALL = 1_000_000  # a command sends what there is
COMMANDS = (deadlines, outbox, incidents, clock, web)


@deadlines.command()
@click.option("--now", type=Moment(), help="as of this moment")
def sweep(now: datetime | None) -> None:
    """One sweep; prints {"due":n,"fired":n,"parked":n}."""
    moment = now or wall.now()
    if not house().settings.demo and wall.today(moment) > wall.today():
        raise Invalid("正式环境不能按以后的日子计算期限。")
    click.echo(json.dumps(sweep_deadlines(moment).as_dict()))


@deadlines.command()
@click.argument("id", type=int)
def explain(id: int) -> None:  # noqa: A002
    """Why a deadline falls on its day, day by day."""
    with reading() as tables:
        found = find_deadline(tables, OPERATOR, id)
    click.echo(f"{found.title}（{found.article}）：{found.due_on}")
    for line in found.explanation:
        click.echo(f"{line.day}\t{line.n if line.counted else '-'}\t{line.why}")


@outbox.command()
def send() -> None:
    """Send what is due now; prints {"sent":n,"failed":n}."""
    done = send_outbox(wall.now(), limit=ALL)
    click.echo(json.dumps({"sent": done.sent, "failed": done.failed}))


@incidents.command("list")
def list_() -> None:
    with reading() as tables:
        rows = open_incidents(tables)
    for row in rows:
        click.echo(f"{row.id}\t{row.case or '-'}\t{row.work}\t{row.node}\t{row.tries}\t{row.error}")


@incidents.command()
@click.argument("id", type=int)
def retry(id: int) -> None:  # noqa: A002
    execute(retry_incident, actor=OPERATOR, incident_id=id)
    click.echo("将在下一轮重试。")


@clock.command("run")
def run_clock() -> None:
    """The clock alone: for an installation with web processes of their own."""
    from app.jobs.clockwork import run_forever

    must_fit()
    run_forever(current_app._get_current_object())  # type: ignore[attr-defined]


@web.command("run")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64))
def run_web(threads: int) -> None:
    """Web and clock in one process (waitress); Ctrl-C stops it cleanly."""
    from app.jobs.server import bind, serve

    settings = house().settings
    sockets = bind(settings.host, settings.port)
    must_fit()
    serve(current_app._get_current_object(), sockets, threads)  # type: ignore[attr-defined]


@web.command("start")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64))
@click.option("--cases", default=CASES, hidden=True, type=click.IntRange(0, 100_000))
def start_web(threads: int, cases: int) -> None:
    """All of a first start: migrate, publish, demo data, then serve. A second one takes seconds and keeps all data."""
    from app.jobs.server import bind, serve

    settings = house().settings
    sockets = bind(settings.host, settings.port)
    apart(refusals(lambda: get_ready(cases)))
    serve(current_app._get_current_object(), sockets, threads)  # type: ignore[attr-defined]
