"""`flask procedures list | check | publish | layout`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from app.commands.door import Group, refuse
from app.domain.actor import OPERATOR
from app.procedures import Finding, Library, Release, Unreadable, freeze
from app.queries.reading import reading
from app.services.checking import check_folder, proven
from app.services.execute import execute
from app.services.house import house
from app.services.publish_release import publish_release

procedures = Group("procedures", help="Procedures as folders of data.")
COMMANDS = (procedures,)


def root(path: str | None) -> Path:
    """The folder that holds bpmn/ and forms/; bpmn/ itself may be named too."""
    if path is None:
        return house().settings.procedures_path.parent
    named = Path(path).resolve()
    return named.parent if named.name == "bpmn" and not (named / "bpmn").is_dir() else named


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
        click.echo(str(finding))
    must_be_clean(findings)
    click.echo("没有问题。")
    for line in proven(root(path), walks()):
        click.echo(line)


@procedures.command()
@click.argument("slug", required=False)
def publish(slug: str | None) -> None:
    """Check the folders, then freeze one procedure or all as the releases that new cases take."""
    must_be_clean(check_folder(root(None), slug, walks()))
    for release in frozen(slug):
        _publish(release)


def publish_changed() -> None:
    """At a start: what differs from the releases in force is checked and published; the rest is not looked at again."""
    with reading() as tables:
        known = {running.hash for running in house().published(tables)}
    changed = [release for release in frozen() if release.hash not in known]
    if changed:
        must_be_clean(check_folder(root(None), walks=walks()))
    for release in changed:
        _publish(release)


def frozen(slug: str | None = None) -> list[Release]:
    """The folders as they would be published now; refused with the first fault where they cannot be read."""
    try:
        library = Library.read(root(None))
    except Unreadable as wrong:
        must_be_clean(wrong.findings)
    if slug and slug not in library.procedures:
        refuse(f"没有名为 {slug} 的程序。")
    return [freeze(library, name) for name in ([slug] if slug else library.procedures)]


def must_be_clean(findings: Sequence[Finding]) -> None:
    if findings:
        refuse(f"{findings[0]}" + (f"（还有{len(findings) - 1}处，见 flask procedures check）" if findings[1:] else ""))


def _publish(release: Release) -> None:
    done = execute(publish_release, actor=OPERATOR, release=release)
    click.echo(f"{done.slug}\t{done.n}\t{done.hash[:12]}\t{'发布' if done.new else '没有变化'}")


@procedures.command()
@click.argument("slug")
def layout(slug: str) -> None:
    """Draw a procedure's diagram anew: lanes, columns, lines round boxes."""
    from app.procedures.layout import layout as draw

    path = root(None) / "bpmn" / slug / "process.bpmn" if "/" not in slug else root(None) / "bpmn" / slug
    if not path.is_file():
        refuse(f"没有这张图：{path}")
    path.write_bytes(draw(path.read_bytes()))
    click.echo(str(path))
