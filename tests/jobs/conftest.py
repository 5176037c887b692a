"""What tests of the clock's work stand on: messages in the outbox, receivers that fail, and processes of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.queries.conftest import objection
from tests.support.house import ROOT

__all__ = ["objection"]

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture()
def start(tmp_path: Path) -> Iterator[Start]:
    """start("clock", "run", DATABASE_URL=...): a process that runs on; killed after the test where it still lives."""
    running: list[subprocess.Popen[str]] = []

    def one(*words: str, **env: Any) -> subprocess.Popen[str]:
        running.append(begin(tmp_path / "instance", *words, **env))
        return running[-1]

    yield one
    for process in running:
        process.kill()
        process.communicate()


def begin(instance: Path, *words: str, **env: Any) -> subprocess.Popen[str]:
    """A process of `flask --app wsgi ...` with its data in `instance`."""
    told = {"PATH": os.environ["PATH"], "INSTANCE_PATH": str(instance), "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1",
            **{key: str(value) for key, value in env.items()}}
    return subprocess.Popen([sys.executable, "-m", "flask", "--app", "wsgi", *words], cwd=ROOT, env=told,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def free_port() -> int:
    """A free port of loopback."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def until(process: subprocess.Popen[str], words: str) -> list[str]:
    """What the process prints up to the line with these words in it."""
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if words in line:
            return lines
    raise AssertionError(f"it ended without saying {words!r}: {lines} {process.communicate()[1]}")
