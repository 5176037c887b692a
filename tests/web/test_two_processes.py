"""Two web processes on one database: what is done in one is so in the other."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.extensions import db
from app.procedures import Library, freeze
from app.services.publish_release import publish_release
from tests.conftest import make_app
from tests.support.house import ROOT
from tests.web.visiting import Visitor

TITLE, NEW = "title: 异议处理", "异议处理（第二版）"


@pytest.fixture()
def other(app: Flask) -> Iterator[Flask]:
    """The application of another process on the same database."""
    made = make_app(Path(app.instance_path), app.config["SQLALCHEMY_DATABASE_URI"])
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture()
def there(other: Flask, company: Visitor) -> Callable[[str], int]:
    """there(path): what the other process answers to the cookie of who has signed in here."""
    kept = company.client.get_cookie("casework")
    assert kept is not None

    def get(path: str) -> int:
        with other.app_context():
            client = other.test_client()
            client.set_cookie("casework", kept.value)
            return client.get(path).status_code

    return get


def test_a_release_published_in_one_process_is_seen_in_the_other(other: Flask, visitor: Visitor, run: Any,
                                                                 tmp_path: Path) -> None:
    def offered() -> str:
        with other.app_context():
            return str(other.test_client().get("/").text)

    assert NEW not in offered()
    for name in ("bpmn", "forms"):
        shutil.copytree(ROOT / name, tmp_path / name)
    file = tmp_path / "bpmn" / "objection" / "procedure.yaml"
    file.write_text(file.read_text("utf-8").replace(TITLE, f"title: {NEW}"), "utf-8")

    run(publish_release, release=freeze(Library.read(tmp_path), "objection"))

    assert NEW in offered()


def test_a_sign_in_holds_in_both_and_a_sign_out_too(company: Visitor, there: Callable[[str], int]) -> None:
    assert there("/account") == 200

    company.post("/sign-out")

    assert there("/account") == 303


def test_failed_sign_ins_count_together(other: Flask, visitor: Visitor) -> None:
    with other.app_context():
        there = Visitor(other)
        answers = [one.post("/sign-in", {"login": "company", "password": "wrong"}).status_code
                   for one in (visitor, there, visitor, there, visitor, there, visitor)]

    assert answers[:5].count(429) == 0 and answers[5:] == [429, 429]
