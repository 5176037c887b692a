"""What `make serve` does before it serves: database up to date, procedures published, demo data on the first start."""

from __future__ import annotations

import click
from flask_migrate import upgrade

from app.commands.procedures import publish_all
from app.demo.load import load_demo
from app.queries.people import actor_of_login
from app.queries.reading import reading
from app.services.house import house


def get_ready() -> None:
    upgrade()
    settings = house().settings
    publish_all(settings.procedures_path.parent, quiet=True)
    if settings.demo:
        with reading() as tables:
            furnished = actor_of_login(tables, "citizen") is not None
        if not furnished:
            load_demo(say=click.echo)
        _print_sign_ins(settings.demo_password)


def _print_sign_ins(password: str) -> None:
    click.echo(f"演示账号（密码都是 {password}）：citizen company clerk reviewer handler chief authority authority_chief "
               "supervisor oversight admin …")
