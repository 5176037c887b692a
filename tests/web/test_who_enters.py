"""Permissions as a table: every route, everybody, and whether the house does what app/permissions.md says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app.demo.people import WORKERS
from app.services.house import house
from tests.support.entering import Everybody, Place, furnish_all, nothing_is_written, places
from tests.support.house import actor_of
from tests.support.permissions import TABLE, read_table

ENTERS, EVERYBODY = read_table()
pytestmark = pytest.mark.on_sqlite  # who may enter is asked before any database is


@pytest.fixture()
def walked(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Everybody, list[Place]]]:
    """The furnished house, with a small library to publish from, and everything that can be asked for in it."""
    made, was = furnish_all(tmp_path), house().settings
    house().settings = replace(was, procedures_path=tmp_path / "bpmn")
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)  # the test below holds the tokens
    yield Everybody(app, made, EVERYBODY), list(places(app, made))
    house().settings = was


def test_everybody_enters_where_the_table_says_and_nowhere_else(walked: tuple[Everybody, list[Place]]) -> None:
    everybody, asked = walked
    assert {one.name for one in asked} == set(ENTERS), f"{TABLE.name} and the routes of the house are not the same"
    wrong = []
    for acts in (False, True):
        with nothing_is_written() if acts else nullcontext():
            for one in (one for one in asked if (one.method != "GET") is acts):
                for login in EVERYBODY:
                    if everybody.enters(login, one) is not (login in ENTERS[one.name]):
                        wrong.append(f"{one.method} {one.path} ({one.name}): {login or 'nobody'} "
                                     f"{'is refused' if login in ENTERS[one.name] else 'enters'}")
    assert not wrong, "against app/permissions.md:\n" + "\n".join(wrong)


def test_the_table_knows_somebody_of_every_role(app: Flask) -> None:
    held = {role for login in EVERYBODY if login for role in actor_of(login).roles}
    assert held == {role for worker in WORKERS for role, _ in worker.posts}


def test_no_page_takes_an_act_without_its_token(app: Flask, tmp_path: Path) -> None:
    made = furnish_all(tmp_path)
    everybody = Everybody(app, made, ("clerk",))
    acts = [one for one in places(app, made) if one.method != "GET" and not one.name.startswith("api.")]
    assert len(acts) > 60
    for one in acts:
        with everybody.browsers["clerk"].open(one.path, method=one.method, data={"reason": "x"}) as answer:
            assert answer.status_code == 400, f"{one.method} {one.path} is done without a token"
