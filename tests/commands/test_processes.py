"""Commands as an operator types them: processes of their own, from an empty folder on."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.commands.conftest import PRODUCTION
from tests.support.postgres import fresh_postgres

Shell = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture()
def on(database: str) -> dict[str, str]:
    """Settings for a new, empty database of each kind."""
    return {} if database == "sqlite" else {"DATABASE_URL": fresh_postgres()}


def test_a_new_house_is_migrated_published_and_in_order(shell: Shell, on: dict[str, str]) -> None:
    early = shell("procedures", "list", **on)
    assert (early.returncode, early.stdout) == (1, "")
    assert early.stderr == "数据库用不了，或者还没有建表：请检查 DATABASE_URL，再执行 flask --app wsgi db upgrade。\n"

    assert shell("db", "upgrade", **on).returncode == 0
    assert shell("db", "check", **on).returncode == 0
    assert "objection\t1\t" in shell("procedures", "publish", "objection", **on).stdout
    assert json.loads(shell("deadlines", "sweep", **on).stdout) == {"due": 0, "fired": 0, "parked": 0}
    assert shell("trail", "verify", **on).stdout == "1 streams, 1 rows, all whole\n"


def test_wrong_settings_are_named_all_at_once_before_anything_is_done(shell: Shell, tmp_path: Path) -> None:
    done = shell("web", "start", PORT="high", APP_ENV="production", BASE_URL="localhost", TRUSTED_PROXIES="-1")

    assert (done.returncode, done.stdout) == (2, "")
    named = [line.split()[0] for line in done.stderr.splitlines()]
    assert named == ["PORT", "SECRET_KEY", "SEAL_KEY", "FIELD_KEY", "BASE_URL", "TRUSTED_PROXIES"]
    assert not list((tmp_path / "instance").rglob("*.db"))


def test_a_database_out_of_reach_is_one_sentence(shell: Shell) -> None:
    done = shell("people", "list", DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "数据库用不了，或者还没有建表：请检查 DATABASE_URL，再执行 flask --app wsgi db upgrade。"]


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:9/none", "sqlite:////nowhere/at/all/casework.db"])
def test_an_upgrade_of_a_database_out_of_reach_is_one_sentence(shell: Shell, url: str) -> None:
    done = shell("db", "upgrade", DATABASE_URL=url)

    assert done.returncode == 1
    assert done.stderr == "数据库连不上：请检查 DATABASE_URL，以及数据库服务或者文件夹能不能用。\n"


def test_an_unknown_command_is_wrong_usage(shell: Shell) -> None:
    done = shell("procedures", "burn")

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [("web", "run"), ("clock", "run")])
def test_production_does_not_open_on_a_database_with_demo_people(app: Flask, shell: Shell,
                                                                words: tuple[str, ...]) -> None:
    done = shell(*words, DATABASE_URL=app.config["SQLALCHEMY_DATABASE_URI"], PORT="18473", **PRODUCTION)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("数据库里有演示人员，正式环境不能使用")


def test_cases_that_run_are_asked_after_by_release(shell: Shell, on: dict[str, str]) -> None:
    assert shell("db", "upgrade", **on).returncode == 0
    assert shell("procedures", "publish", "objection", **on).returncode == 0

    done = shell("cases", "migrate", "--to", "objection", "--dry-run", **on)
    assert done.returncode == 0 and done.stdout.startswith("objection@1 ") and done.stdout.endswith(": 0, 0\n")
    unknown = shell("cases", "migrate", "--to", "objection@7", **on)
    assert (unknown.returncode, unknown.stdout) == (1, "") and "objection@7" in unknown.stderr
