"""`flask backup`, `flask restore`, as the manual has it: another machine, the same keys, two commands."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

Shell = Callable[..., "subprocess.CompletedProcess[str]"]


def test_a_house_is_taken_along(shell: Shell, tmp_path: Path) -> None:
    assert shell("db", "upgrade").returncode == 0
    assert shell("people", "add", "zhang", "--name", "张三").returncode == 0

    kept = shell("backup", str(tmp_path / "b"))
    assert kept.returncode == 0 and " rows, 0 files, as of " in kept.stdout
    shutil.copytree(tmp_path / "instance" / "keys", tmp_path / "elsewhere" / "keys")
    there = {"INSTANCE_PATH": str(tmp_path / "elsewhere")}
    back = shell("restore", str(tmp_path / "b"), **there)

    assert (back.returncode, back.stdout) == (0, kept.stdout), back.stderr
    assert shell("people", "list", **there).stdout == shell("people", "list").stdout
    assert shell("trail", "verify", **there).returncode == 0
    again = shell("restore", str(tmp_path / "b"), **there)
    assert again.returncode == 1 and "已经有数据" in again.stderr and len(again.stderr.splitlines()) == 1


def test_a_place_that_cannot_be_written_is_said(shell: Shell, tmp_path: Path) -> None:
    assert shell("db", "upgrade").returncode == 0
    (tmp_path / "file").write_text("")

    done = shell("backup", str(tmp_path / "file" / "b"))

    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1
