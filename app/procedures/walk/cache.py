"""Keeps what a walk found, by the hash of all it depends on: publishing again is quick. Walking is in walk.py."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.procedures.model import Procedure
from app.procedures.walk.findings import Found
from app.procedures.walk.walk import Report

VERSION = 3  # of the walk: a better walk must not be answered by an older one
_kept: dict[str, Report] = {}


def fingerprint(procedure: Procedure) -> str:
    """Over drawings, forms, messages, doors and invariants: nothing else can change what a walk finds."""
    parts = (VERSION, sorted(procedure.drawings.items()), sorted(procedure.forms.items()), procedure.process)
    rest = (procedure.invariants, sorted(procedure.doors.items()), sorted(procedure.messages.items()))
    return hashlib.sha256(repr((parts, rest)).encode()).hexdigest()


def kept(procedure: Procedure, folder: Path | None, make: Callable[[], Report]) -> Report:
    key = fingerprint(procedure)
    if key not in _kept:
        _kept[key] = _read(folder, key) or _write(folder, key, make())
    return _kept[key]


def forget() -> None:
    _kept.clear()


def _file(folder: Path, key: str) -> Path:
    return folder / f"walk-{key[:32]}.json"


def _read(folder: Path | None, key: str) -> Report | None:
    if folder is None or not _file(folder, key).exists():
        return None
    try:
        stored: dict[str, Any] = json.loads(_file(folder, key).read_text("utf-8"))
        if stored.pop("key") != key:
            return None
        findings = tuple(Found(**{**found, "path": tuple(found["path"])}) for found in stored.pop("findings"))
        return Report(findings=findings, **stored)
    except (ValueError, TypeError, KeyError):
        return None  # a torn file is as good as none


def _write(folder: Path | None, key: str, report: Report) -> Report:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"key": key, **asdict(report)}, ensure_ascii=False, indent=1)
        _file(folder, key).write_text(text, "utf-8")
    return report
