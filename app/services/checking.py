"""The whole check of a folder: the reader's rules, the engine room's refusals, the walk of all states, the letters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from app import letters
from app.engine import DiagramRefused, parse
from app.procedures import Finding, Library, Procedure
from app.procedures.check import check
from app.procedures.walk import walk, walk_findings
from app.procedures.walk.longest import longest


def check_folder(root: Path, slug: str | None = None, walks: Path | None = None) -> tuple[Finding, ...]:
    """Every fault of a folder that holds bpmn/ and forms/; of one procedure where `slug` names it.

    `walks`: a folder that keeps what each walk found, by hash, so that the next check is quick.
    """
    found = check(root, parse=_parsed, letters=letters.check, walk=partial(walk_findings, folder=walks))
    if slug is None:
        return found
    wanted = (f"bpmn/{slug}/", f"forms/{slug}/", "bpmn/_", "forms/_")
    return tuple(f for f in found if f.file.startswith(wanted))


def proven(root: Path, walks: Path | None = None) -> Iterator[str]:
    """What the walk has proven of a folder without faults, for people: a line a procedure, and what nothing bounds."""
    for slug, procedure in Library.read(root).procedures.items():
        report, slowest = walk(procedure, walks), longest(procedure)
        yield f"{slug}：{report.states} 个状态都走得到结束；期限全部用足，最长 {slowest.workdays} 个工作日。"
        for what, nodes in (("没有期限的待办", slowest.unlimited), ("可以反复的环节", slowest.loops)):
            if nodes:
                yield f"  {what}：{'、'.join(procedure.node_title(node) for node in nodes)}"


def _parsed(procedure: Procedure) -> tuple[Finding, ...]:
    try:
        parse(procedure.process, procedure.drawings)
    except DiagramRefused as refused:
        return tuple(Finding(f.file, f.element, f.sentence) for f in refused.findings)
    return ()
