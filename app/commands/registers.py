"""`flask registers import`: lists that others publish, above all the national and the provincial ones (条例11, 22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click
from marshmallow import RAISE, Schema, ValidationError, fields, validate

from app.commands.door import Group
from app.domain.actor import OPERATOR
from app.errors import Invalid
from app.procedures import Unreadable, read_mapping
from app.services.add_entries import add_entries
from app.services.execute import execute

registers = Group("registers", help="Lists that others publish.")
COMMANDS = (registers,)


@dataclass(frozen=True)
class Line:
    """One entry of the file."""

    title: str
    dated: date
    data: dict[str, Any]


class _Line(Schema):
    class Meta:
        unknown = RAISE

    title = fields.String(required=True, validate=validate.Length(1, 200))
    dated = fields.Date(required=True)
    data = fields.Dict(keys=fields.String(), required=True)


class _List(Schema):
    class Meta:
        unknown = RAISE

    register = fields.String(required=True)
    article = fields.String(required=True, validate=validate.Length(1, 60))
    entries = fields.List(fields.Nested(_Line), required=True, validate=validate.Length(1, 10_000))


@registers.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
def import_(file: str) -> None:
    """Take in what a list's maker has published (JSON or YAML); entries that are here already stay as they are."""
    given = _read(Path(file))
    entries = [Line(**one) for one in given["entries"]]
    new = execute(add_entries, actor=OPERATOR, register=given["register"], entries=entries, article=given["article"])
    click.echo(f"{given['register']}\t{new} new\t{len(entries) - new} here already")


def _read(path: Path) -> Any:
    try:
        return _List().load(read_mapping(path.name, path.read_bytes()))
    except Unreadable as odd:
        raise Invalid({"": [str(one) for one in odd.findings]}) from None
    except ValidationError as wrong:
        places = _places(wrong.messages)
        raise Invalid({at: [f"{path.name} {at}：缺少、多余，或者写法不对。"] for at in places}) from None


def _places(said: Any, at: str = "") -> list[str]:
    """Where in the file something is wrong: `entries.3.dated`."""
    if not isinstance(said, dict):
        return [at]
    return [place for key, inner in said.items() for place in _places(inner, f"{at}.{key}".lstrip("."))]
