"""The whole check of a folder: the reader's rules, the engine room's refusals, the walk of all states, the letters."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from app import letters
from app.engine import DiagramRefused, parse
from app.procedures import Finding, Procedure
from app.procedures.check import check
from app.procedures.walk import walk_findings


def check_folder(root: Path, slug: str | None = None, walks: Path | None = None) -> tuple[Finding, ...]:
    """Every fault of a folder that holds bpmn/ and forms/; of one procedure where `slug` names it.

    `walks`: a folder that keeps what each walk found, by hash, so that the next check is quick.
    """
    found = check(root, parse=_parsed, letters=letters.check, walk=partial(walk_findings, folder=walks))
    if slug is None:
        return found
    wanted = (f"bpmn/{slug}/", f"forms/{slug}/", "bpmn/_", "forms/_")
    return tuple(f for f in found if f.file.startswith(wanted))


def _parsed(procedure: Procedure) -> tuple[Finding, ...]:
    try:
        parse(procedure.process, procedure.drawings)
    except DiagramRefused as refused:
        return tuple(Finding(f.file, f.element, f.sentence) for f in refused.findings)
    return ()
