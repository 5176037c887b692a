"""Reads app/permissions.md: who may enter which route, as written for people."""

from __future__ import annotations

import re
from pathlib import Path

TABLE = Path(__file__).resolve().parents[2] / "app" / "permissions.md"
PARTIES = frozenset({"citizen", "company", "citizen2"})
NONE = "–"
People = frozenset[str | None]  # logins; None is nobody


def rows(text: str) -> list[list[str]]:
    """The cells of every line of a table but heads and rulers."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    return [row for row in cells if row[0] not in ("word", "routes") and not row[0].startswith("---")]


def read_table() -> tuple[dict[str, People], tuple[str | None, ...]]:
    """By route who enters, and everybody whom the table knows."""
    words, routes = TABLE.read_text(encoding="utf-8").split("\n## Without sign-in\n")
    meant = people_of(words)
    found: dict[str, People] = {}
    for names, _, who, _ in rows(routes):
        enter: People = frozenset(one for word in who.split() if word != NONE for one in meant.get(word, {word}))
        assert enter <= meant["everybody"], f"{names}: {who} names somebody whom no word of the table knows"
        for name in re.findall(r"`([^`]+)`", names):
            assert name not in found, f"{name} stands twice in {TABLE.name}"
            found[name] = enter
    return found, tuple(sorted(meant["everybody"], key=str))


def people_of(text: str) -> dict[str, People]:
    """The words for groups of sign-ins."""
    meant: dict[str, People] = {word: frozenset(re.findall(r"`([^`]+)`", people)) for word, _, people in rows(text)}
    everyone = frozenset[str | None]().union(*meant.values())
    return meant | {"everybody": everyone | {None}, "signed-in": everyone, "staff": everyone - PARTIES}
