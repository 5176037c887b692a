"""What `make serve` does before it serves: database up to date, procedures published, demo data on the first start."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask_migrate import downgrade, upgrade

from app.clock import now
from app.commands.door import refuse
from app.commands.procedures import publish_changed
from app.demo.load import CASES, SEED, load_demo
from app.demo.people import ORGANS, WORKERS
from app.jobs.terms import end_terms
from app.queries.people import actor_of_login
from app.queries.reading import reading
from app.queries.system import demo_half_made, has_demo_people
from app.services.house import house


def get_ready(cases: int = CASES) -> None:
    """`cases` are those of the demo on the first start."""
    with one_at_a_time():
        upgrade()
        must_fit()
        drop_half_a_demo()
        publish_changed()
        furnish(cases)
    if house().settings.demo:
        print_sign_ins(house().settings.demo_password)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """A second start on the same folder waits here, also for one being stopped; the lock ends with its process."""
    path = house().settings.instance_path / "start.lock"
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def drop_half_a_demo() -> None:
    """A first start that was cut off left half a house in which nobody has worked: it is made anew."""
    with reading() as tables:
        half = demo_half_made(tables)
    if half and house().settings.demo:
        click.echo("上次准备演示数据时中断了，现在从头准备。")
        downgrade(revision="base")
        upgrade()


def furnish(cases: int) -> None:
    """Demo data, on the first start of a demo."""
    if not house().settings.demo:
        return
    with reading() as tables:
        furnished = actor_of_login(tables, "citizen") is not None
    if not furnished:
        load_demo(cases, SEED, click.echo)
        end_terms(now())  # here, so that the serving process need not set dozens of letters in its first minute


def must_fit() -> None:
    """Production refuses a database with demo people in it: their password stands in the README."""
    if house().settings.demo:
        return
    with reading() as tables:
        demo = has_demo_people(tables)
    if demo:
        refuse("数据库里有演示人员，正式环境不能使用：请换一个数据库，或者停用这些人员。")


def print_sign_ins(password: str) -> None:
    """The people of the contract, parties first: login, who, where."""
    organs = {organ.key: organ.name for organ in ORGANS}
    click.echo(f"\n演示账号（密码都是 {password}）：")
    for worker in sorted(WORKERS, key=lambda one: one.posts[0][1] is not None):
        where = "、".join(organs[organ] if organ else "办事人" for _, organ in worker.posts)
        click.echo(f"  {worker.login:<16}{worker.name:　<6}\t{where}")
    click.echo("")
