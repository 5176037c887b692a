"""How the house rules look at source: files as text and as syntax trees. No rule lives here."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root, and what it says."""

    path: str
    text: str

    @cache
def sources(name: str) -> tuple[Source, ...]:
    """Every hand-written Python file under a folder of the root, or the one file named."""
    paths = [ROOT / name] if name.endswith(".py") else sorted((ROOT / name).rglob("*.py"))
    return tuple(Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths)


def house() -> tuple[Source, ...]:
    """The code of the application."""
    return tuple(source for name in ("app", "config.py", "wsgi.py") for source in sources(name))


def listed(faults: list[str]) -> str:
    return "\n".join(["", *faults])
