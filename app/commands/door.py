"""What every command shares: a refusal is one line on stderr and exit 1; moments and people by name."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from app.clock import SHANGHAI
from app.errors import Invalid, Refusal


def refusals(command: Callable[..., Any]) -> Callable[..., Any]:
    """Pronounces a verb's refusal for the shell."""

    @functools.wraps(command)
    def spoken(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except Refusal as refusal:
            click.echo(sentence(refusal), err=True)
            raise SystemExit(1) from None

    return spoken


def sentence(refusal: Refusal) -> str:
    if isinstance(refusal, Invalid) and refusal.errors:
        return " ".join(text for texts in refusal.errors.values() for text in texts)
    return refusal.message


class Moment(click.ParamType):
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
