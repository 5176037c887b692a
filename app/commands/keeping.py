"""`flask backup DIR`, `flask restore DIR`."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade

from app import clock
from app.commands.door import refusals, refuse
from app.keeping.backup import Manifest, back_up
from app.keeping.restore import restore as bring_back
from app.services.house import house

FOLDER = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))


@click.command()
@FOLDER
@with_appcontext
@refusals
def backup(folder: Path) -> None:
    """All data into DIR (new or empty), while the house is open. Keys are not in it: keep them elsewhere."""
    try:
        click.echo(told(back_up(house().settings, folder, clock.now())))
    except OSError as error:
        refuse(f"备份没有做成：{folder}（{error.strerror}）。")


@click.command()
@FOLDER
@with_appcontext
@refusals
def restore(folder: Path) -> None:
    """A backup into an empty house, of either database. Then: flask trail verify."""
    click.echo(told(bring_back(house().settings, folder, lambda revision: upgrade(revision=revision))))


def told(manifest: Manifest) -> str:
    return f"{sum(manifest.rows.values())} rows, {manifest.files} files, as of {manifest.at}"


COMMANDS = (backup, restore)
