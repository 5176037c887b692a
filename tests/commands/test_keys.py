"""`flask keys rotate`, as an operator runs it: keys beside the data, and keys in the environment."""

from __future__ import annotations

import fcntl
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.conftest import PRODUCTION
from tests.support.postgres import fresh_postgres

Shell = Callable[..., "subprocess.CompletedProcess[str]"]
NEW, OLD = "n" * 32, "k" * 32


@pytest.fixture()
def folder(shell: Shell, tmp_path: Path) -> Path:
    """A house with one person in it; its keys lie in this folder."""
    assert shell("db", "upgrade").returncode == 0
    assert shell("people", "add", "zhang", "--name", "张三").returncode == 0
    return tmp_path / "instance" / "keys"


def kept(folder: Path) -> dict[str, list[str]]:
    return {name: (folder / name).read_text().split() for name in ("seal_key", "field_key")}


def test_keys_beside_the_data_are_made_and_the_old_ones_go(shell: Shell, folder: Path) -> None:
    before = kept(folder)

    done = shell("keys", "rotate")

    assert json.loads(done.stdout)["values"] >= 2, done.stderr
    after = kept(folder)
    assert all(len(keys) == 1 for keys in after.values())
    assert not {*map(tuple, before.values())} & {*map(tuple, after.values())}
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert shell("people", "list").stdout.startswith("zhang")
    assert shell("trail", "verify").returncode == 0


def test_a_change_that_was_interrupted_is_finished_by_the_next(shell: Shell, folder: Path) -> None:
    before = kept(folder)["field_key"][0]
    (folder / "field_key").write_text(f"{NEW} {before}")

    assert json.loads(shell("keys", "rotate").stdout)["values"] >= 2
    assert kept(folder)["field_key"] == [NEW]
    assert shell("people", "list").stdout.startswith("zhang")


def test_not_while_the_house_is_open(shell: Shell, folder: Path) -> None:
    before = kept(folder)
    with (folder.parent / "clock.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = shell("keys", "rotate")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "服务或者时钟正在运行，它只认得现在的密钥：请先停下，再换密钥。\n"
    assert kept(folder) == before


def test_keys_of_the_environment_are_the_operators(shell: Shell, tmp_path: Path) -> None:
    on = {**PRODUCTION, "DATABASE_URL": fresh_postgres()}
    both = {**on, "SEAL_KEY": f"{NEW} {OLD}", "FIELD_KEY": f"{NEW} {OLD}"}
    assert shell("db", "upgrade", **on).returncode == 0
    assert shell("people", "add", "zhang", "--name", "张三", **on).returncode == 0

    assert json.loads(shell("keys", "rotate", **on).stdout) == {"values": 0, "states": 0}
    assert json.loads(shell("keys", "rotate", **both).stdout)["values"] >= 2
    alone = {**on, "SEAL_KEY": NEW, "FIELD_KEY": NEW}
    assert shell("people", "list", **alone).stdout.startswith("zhang")
    assert not (tmp_path / "instance" / "keys" / "field_key").exists()
