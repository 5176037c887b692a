"""What tests of commands stand on: a runner in the furnished house, and processes of their own where it matters."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.extensions import db
from tests.conftest import make_app
from tests.support.house import ROOT

KEY = "k" * 32
PRODUCTION = {"APP_ENV": "production", "SECRET_KEY": KEY, "SEAL_KEY": KEY, "FIELD_KEY": KEY}


@pytest.fixture()
def flask(app: Flask) -> Callable[..., Result]:
    """flask("people", "add", ...): as typed behind `flask --app wsgi`."""

    def call(*words: str) -> Result:
        return app.test_cli_runner().invoke(args=list(words))

    return call


def production_on(app: Flask, path: Path) -> Flask:
    """A production house on the database of `app`."""
    return make_app(path / "production", app.config["SQLALCHEMY_DATABASE_URI"], **PRODUCTION)


@pytest.fixture()
def shell(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """shell("db", "upgrade", DATABASE_URL=...): a real process with a house of its own in `tmp_path`."""

    def call(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
        told = {"PATH": os.environ["PATH"], "INSTANCE_PATH": str(tmp_path / "instance"), "LANG": "C.UTF-8", **env}
        return subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi", *words], cwd=ROOT, env=told,
                              capture_output=True, text=True, timeout=120, check=False)

    return call


def typed(app: Flask, *words: str) -> Result:
    """The same in another application than the fixture's: its context must be the current one."""
    with elsewhere(app):
        return app.test_cli_runner().invoke(args=list(words))


@contextmanager
def elsewhere(app: Flask) -> Iterator[None]:
    """Another application for a while, and its connections closed again."""
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def refused(result: Result) -> str:
    """The one line on stderr of a command that exits 1, nothing on stdout, no trace."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert "Traceback" not in line
    return line
