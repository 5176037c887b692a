"""`flask deadlines sweep | explain`, `outbox send`, `incidents list | retry`, `clock run`, `worker run`, `web run`."""

from __future__ import annotations

import json
from datetime import datetime
from socket import socket

import click
from flask import Flask, current_app

from app import clock as wall
from app.commands.door import Group, Moment, refusals, refuse
from app.commands.start import get_ready, must_fit
from app.demo.load import CASES
from app.domain.actor import OPERATOR
from app.errors import Invalid
from app.jobs.apart import apart
from app.jobs.deadlines import sweep as sweep_deadlines
from app.jobs.outbox import send_outbox
from app.jobs.together import Part, together
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
worker = Group("worker", help="The clock's work shared by several processes (PostgreSQL).")
web = Group("web", help="The web door.")
ALL = 1_000_000  # a command sends what there is
THREADS = click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64))
PROCESSES = click.option("--processes", default=2, show_default=True, type=click.IntRange(1, 64), help="on PostgreSQL")
COMMANDS = (deadlines, outbox, incidents, clock, worker, web)


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
    """The clock's work alone: the metronome of an embedded house; on PostgreSQL the same as `worker run`."""
    must_fit()
    _clock()


@worker.command("run")
@click.option("--lease", default=15, show_default=True, type=click.IntRange(1, 3600),
              help="seconds without a sign of life after which its jobs are another's")
def run_worker(lease: int) -> None:
    """One worker of several (PostgreSQL): deadlines, letters and what else the clock asks for, until a signal."""
    if not house().settings.many:
        refuse("SQLite 只能有一个时钟，它在 web run 里，也可以单独用 clock run：多个工作进程要用 PostgreSQL。")
    must_fit()
    _worker(lease)


@web.command("run")
@THREADS
@PROCESSES
def run_web(threads: int, processes: int) -> None:
    """Web and clock in one process; on PostgreSQL web alone, in several. Ctrl-C stops it cleanly."""
    sockets = _bound()
    must_fit()
    _web(sockets, threads, processes)


@web.command("start")
@THREADS
@PROCESSES
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 16), help="on PostgreSQL")
@click.option("--cases", default=CASES, hidden=True, type=click.IntRange(0, 100_000))
def start_web(threads: int, processes: int, workers: int, cases: int) -> None:
    """All of a first start: migrate, publish, demo data, then serve. A second one takes seconds and keeps all data."""
    sockets = _bound()
    apart(refusals(lambda: get_ready(cases)))
    if not house().settings.many:
        return _web(sockets, threads, processes)
    parts = [Part("网页", lambda: _web(sockets, threads, processes)), *[Part("工作进程", _worker)] * workers]
    raise SystemExit(together(parts))


def _bound() -> list[socket]:
    from app.jobs.server import bind

    return bind(house().settings.host, house().settings.port)


def _web(sockets: list[socket], threads: int, processes: int) -> None:
    if house().settings.many:
        from app.jobs.processes import Processes

        Processes(_app(), sockets, processes, threads).run()
    else:
        from app.jobs.server import serve

        serve(_app(), sockets, threads)


def _clock() -> None:
    if house().settings.many:
        _worker(title="时钟")
    else:
        from app.jobs.clockwork import run_forever

        run_forever(_app())


def _worker(lease: int = 15, title: str = "工作进程") -> None:
    from app.jobs.worker import Worker

    Worker(_app(), lease=lease).run(title)


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]
