"""A folder as a map from name to bytes, so that a folder and a release are read by the same code."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

Files = Mapping[str, bytes]

ROOMS = ("bpmn", "forms")
KINDS = (".yaml", ".bpmn", ".dmn", ".form")
LARGEST = 5_000_000


def files_of(root: Path) -> dict[str, bytes]:
    """All files of bpmn/ and forms/ that mean something here, by their names below the root, with / between."""
    found = (path for room in ROOMS for path in sorted((root / room).rglob("*")))
    return {
        path.relative_to(root).as_posix(): canonical(path.read_bytes())
        for path in found
        if path.suffix in KINDS and path.is_file() and path.stat().st_size <= LARGEST
    }


def canonical(content: bytes) -> bytes:
    """The same text on every machine: no BOM, line ends as on Unix (git may change them on Windows)."""
    return content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")


def below(files: Files, folder: str, suffix: str = "") -> dict[str, bytes]:
    """The files directly in a folder, by their names without folder and suffix."""
    prefix = folder + "/"
    names = (n for n in sorted(files) if n.startswith(prefix) and n.endswith(suffix))
    return {n[len(prefix) : len(n) - len(suffix)]: files[n] for n in names if "/" not in n[len(prefix) :]}


def slugs(files: Files) -> tuple[str, ...]:
    """The folders of bpmn/ that hold a procedure: all but those whose names begin with an underscore."""
    folders = {name.split("/")[1] for name in files if name.startswith("bpmn/") and name.count("/") >= 2}
    return tuple(sorted(f for f in folders if not f.startswith("_")))
