"""`flask procedures list | check | publish | layout`."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from app.commands.door import refusals
from app.domain.actor import OPERATOR
from app.procedures import Library, Unreadable, freeze
from app.queries.reading import reading
from app.services.checking import check_folder
from app.services.execute import execute
from app.services.house import house
from app.services.publish_release import publish_release

procedures = AppGroup("procedures", help="Procedures as folders of data.")
COMMANDS = (procedures,)


def root(path: str | None) -> Path:
    """The folder that holds bpmn/ and forms/."""
    return Path(path) if path else house().settings.procedures_path.parent


def walks() -> Path:
    """Where the check keeps what it has proven, by hash."""
    return house().settings.instance_path / "walks"


@procedures.command("list")
def list_() -> None:
    """What is published now: slug, hash of its release, title."""
    with reading() as tables:
        rows = house().published(tables)
    for running in rows:
        click.echo(f"{running.procedure.slug}\t{running.hash[:12]}\t{running.procedure.title}")


@procedures.command()
@click.argument("path", required=False, type=click.Path(exists=True, file_okay=False))
def check(path: str | None) -> None:
    """Explain each fault with file, element and a sentence."""
    findings = check_folder(root(path), walks=walks())
    for finding in findings:
        click.echo(str(finding), err=True)
    if findings:
        raise SystemExit(1)
    click.echo("没有问题。")


@procedures.command()
@click.argument("slug", required=False)
@refusals
def publish(slug: str | None) -> None:
    """Check the folders, then freeze one procedure or all as the releases that new cases take."""
    folder = root(None)
    findings = check_folder(folder, slug, walks())
    if findings:
        click.echo(str(findings[0]) + (f" （还有{len(findings) - 1}处）" if len(findings) > 1 else ""), err=True)
        raise SystemExit(1)
    publish_all(folder, slug)


def publish_all(folder: Path, slug: str | None = None, quiet: bool = False) -> None:
    """Freeze one procedure or all; `quiet` says nothing of those that did not change."""
    try:
        library = Library.read(folder)
    except Unreadable as wrong:
        click.echo(str(wrong), err=True)
        raise SystemExit(1) from None
    if slug and slug not in library.procedures:
        click.echo(f"没有名为 {slug} 的程序。", err=True)
        raise SystemExit(1)
    for name in [slug] if slug else library.procedures:
        done = execute(publish_release, actor=OPERATOR, release=freeze(library, name))
        if done.new or not quiet:
            click.echo(f"{done.slug}\t{done.n}\t{done.hash[:12]}\t{'发布' if done.new else '没有变化'}")


@procedures.command()
@click.argument("slug")
def layout(slug: str) -> None:
    """Draw a procedure's diagram anew: lanes, columns, lines round boxes."""
    from app.procedures.layout import layout as draw

    path = root(None) / "bpmn" / slug / "process.bpmn" if "/" not in slug else root(None) / "bpmn" / slug
    path.write_bytes(draw(path.read_bytes()))
    click.echo(str(path))
