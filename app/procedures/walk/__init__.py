"""Walks every state of a procedure on the drawing, and runs single cases beside the engine. Knows no SpiffWorkflow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.procedures.model import Finding, Procedure
from app.procedures.walk.adapter import domains_of
from app.procedures.walk.cache import kept
from app.procedures.walk.domains import Domains, Opening
from app.procedures.walk.findings import Found
from app.procedures.walk.read import NotWalkable, read_model
from app.procedures.walk.states import Limits
from app.procedures.walk.walk import Report, walk_model

__all__ = ["Domains", "Found", "Limits", "NotWalkable", "Opening", "Report", "walk", "walk_findings", "walk_model"]


def walk(procedure: Procedure, folder: Path | None = None) -> Report:
    """What the walk of all states proves or finds; kept in memory, and in the folder where one is given."""
    return kept(procedure, folder, lambda: _walked(procedure))


def _walked(procedure: Procedure) -> Report:
    model = read_model(procedure.process, procedure.drawings)
    return walk_model(model, domains_of(procedure, model), procedure.invariants)


def walk_findings(procedure: Procedure, folder: Path | None = None) -> Iterator[Finding]:
    """The same for the checker: file, element and a sentence with the path that shows it."""
    try:
        report = walk(procedure, folder)
    except NotWalkable as fault:
        yield Finding(_file(procedure, ""), fault.element, fault.sentence)
        return
    for found in report.findings:
        yield Finding(_file(procedure, found.node), found.node, str(found))


def _file(procedure: Procedure, node: str) -> str:
    return procedure.nodes[node].file if node in procedure.nodes else f"bpmn/{procedure.slug}/process.bpmn"
