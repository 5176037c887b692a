"""The operator's manual names commands, options, figures and pages that there are."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from flask import Flask

from app.queries.system import counts
from tests.support.house import ROOT

MANUAL = ROOT / "app" / "keeping" / "manual"
PAGES = sorted(MANUAL.glob("*.md"))


def commands(page: Path) -> Iterator[list[str]]:
    """Every `flask ...` of a page, in its blocks and in its sentences."""
    text = page.read_text(encoding="utf-8")
    blocks = [line.strip() for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    spans = re.findall(r"`(flask [^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    for line in [*blocks, *spans]:
        if line.startswith("flask "):
            yield shlex.split(line.split(" > ")[0])[1:]


def wrong_with(flask: click.Group, words: list[str]) -> str:
    """Which word of a command line there is not; empty where it could be typed."""
    command: click.Command = flask
    rest = list(words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        found = command.get_command(click.Context(command), rest[0])
        if found is None:
            return f"no command {' '.join(words)}"
        command, rest = found, rest[1:]
    known = {option for one in command.params for option in one.opts} | {"--help"}
    unknown = [word for word in rest if word.startswith("--") and word not in known]
    needed = [one for one in command.params if one.required and isinstance(one, click.Argument)]
    if isinstance(command, click.Group) and rest != ["--help"]:
        return f"{' '.join(words)} names no act"
    if len([word for word in rest if not word.startswith("-")]) < len(needed):
        return f"{' '.join(words)} lacks an argument"
    return f"{' '.join(words)}: no {unknown}" if unknown else ""


@pytest.fixture()
def flask(app: Flask) -> Any:
    from flask.cli import FlaskGroup

    group = FlaskGroup(create_app=lambda: app)
    for command in app.cli.commands.values():
        group.add_command(command)
    return group


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_the_manual_exists(flask: Any, page: Path) -> None:
    faults = [wrong for words in commands(page) if (wrong := wrong_with(flask, words))]
    assert not faults, f"{page.name}: {faults}"


def test_a_command_that_is_not_there_is_noticed(flask: Any) -> None:
    assert [wrong_with(flask, shlex.split(line)) for line in (
        "backup", "backup DIR", "people fire X", "people add X --nom Y", "trail")] == [
        "backup lacks an argument", "", "no command people fire X", "people add X --nom Y: no ['--nom']",
        "trail names no act"]


def test_every_page_stands_in_the_table_and_every_link_leads_somewhere() -> None:
    links = {(page, link) for page in PAGES for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))}
    assert {link for page, link in links if page.name == "README.md"} == {p.name for p in PAGES} - {"README.md"}
    assert all((page.parent / link).exists() for page, link in links)


def test_the_figures_to_watch_are_measured(app: Flask, session: Any) -> None:
    named = set(re.findall(r"casework_(\w+)", (MANUAL / "watch.md").read_text(encoding="utf-8")))
    assert len(named) >= 5 and named <= {*counts(session), "clock_beat_age_seconds"}
