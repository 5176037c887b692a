"""Makes a broken folder: the good base with the changes of one change.yaml. What it must be told: expected.txt."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

BROKEN = Path(__file__).parent / "broken"
BASE = BROKEN / "_base"


def names() -> list[str]:
    return sorted(p.name for p in BROKEN.iterdir() if p.is_dir() and not p.name.startswith("_"))


def make(name: str, into: Path) -> Path:
    """A copy of the base in `into`, broken as the folder of that name says."""
    shutil.copytree(BASE, into, dirs_exist_ok=True)
    for change in yaml.safe_load((BROKEN / name / "change.yaml").read_text()):
        apply(into, change)
    return into


def apply(root: Path, change: dict[str, Any]) -> None:
    """`from` and `to` (`from` must be there), or `write` a whole file, or `delete: true`; `copy` and `to`: a folder."""
    if "copy" in change:
        shutil.copytree(root / change["copy"], root / change["to"])
        return
    file = root / change["file"]
    if "from" in change:
        text = file.read_text()
        assert change["from"] in text, f"{change['file']} does not hold {change['from']!r}"
        file.write_text(text.replace(change["from"], change["to"]))
    elif "write" in change:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(change["write"])
    else:
        file.unlink()


def told(findings: Iterable[object]) -> str:
    """A line a finding; which path a walk takes to show a fault is the walk's own matter."""
    return "".join(re.sub("路径：.*", "路径：……", str(finding)) + "\n" for finding in findings)


def expected(name: str) -> str:
    return (BROKEN / name / "expected.txt").read_text()
