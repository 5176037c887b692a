"""What every command shares: a refusal is one line on stderr and exit 1; moments and people by name."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any, NoReturn

import click
from flask.cli import AppGroup

from app.clock import SHANGHAI
from app.errors import Busy, Invalid, Refusal
from app.queries.system import UNUSABLE

NO_TABLES = "数据库用不了，或者还没有建表：请检查 DATABASE_URL，再执行 flask --app wsgi db upgrade。"


class Group(AppGroup):
    """A group whose commands pronounce refusals for the shell."""

    def command(self, *args: Any, **kwargs: Any) -> Callable[..., Any]:  # type: ignore[override]
        enter = super().command(*args, **kwargs)
        return lambda command: enter(refusals(command))


def refusals(command: Callable[..., Any]) -> Callable[..., Any]:
    """One line on stderr and exit 1 for a verb's refusal and for a database that cannot be used."""

    @functools.wraps(command)
    def spoken(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except Busy as busy:
            refuse(busy.message if "locked" in str(busy.__cause__) else NO_TABLES)
        except Refusal as refusal:
            refuse(sentence(refusal))
        except UNUSABLE:
            refuse(NO_TABLES)

    return spoken


def refuse(line: str) -> NoReturn:
    click.echo(" ".join(line.split()), err=True)
    raise SystemExit(1)


def sentence(refusal: Refusal) -> str:
    if isinstance(refusal, Invalid) and refusal.errors:
        return " ".join(text for texts in refusal.errors.values() for text in texts)
    return refusal.message


class Moment(click.ParamType[datetime]):
    """An ISO moment; without an offset it is Shanghai's."""

    name = "ISO"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no ISO date or time", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
