"""The check of a folder: all that is wrong with it, a sentence each. One rule is one function in the files beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from app.procedures.check import (
    clocks,
    data,
    drawn,
    forms,
    people,
    registers,
    rows,
    scenarios,
    signing,
    tables,
    words,
)
from app.procedures.check.look import LibraryRule, Rule, letter_file
from app.procedures.files import files_of
from app.procedures.model import Finding, Procedure
from app.procedures.read import Library, read_library
from app.procedures.walk import walk_findings

__all__ = ["FIRST", "LIBRARY_RULES", "RULES", "check", "check_library"]

Parse = Callable[[Procedure], Iterable[Finding]]  # the engine room's refusals
Letters = Callable[[Mapping[str, object], Mapping[str, object]], Iterable[str]]  # what a letter's file says wrongly
Walk = Callable[[Procedure], Iterable[Finding]]  # the walk of all states

MODULES = (people, signing, clocks, drawn, data, tables, forms, rows, words, scenarios)
FIRST: tuple[Rule, ...] = (*drawn.FIRST, *tables.FIRST)
RULES: tuple[Rule, ...] = tuple(rule for module in MODULES for rule in module.RULES)
LIBRARY_RULES: tuple[LibraryRule, ...] = registers.RULES


def check(
    path: Path | str, *, parse: Parse | None = None, letters: Letters | None = None, walk: Walk = walk_findings
) -> tuple[Finding, ...]:
    """All findings of a folder that holds bpmn/ and forms/, sorted by file.

    Rooms that this one may not import hand themselves in. What cannot be read is said first: a procedure whose files
    have slips is not checked further, and only one that is right on paper is walked.
    """
    library, slips = read_library(files_of(Path(path)))
    return tuple(sorted({*slips, *check_library(library, slips, parse=parse, letters=letters, walk=walk)}))


def check_library(
    library: Library,
    slips: Iterable[Finding] = (),
    *,
    parse: Parse | None = None,
    letters: Letters | None = None,
    walk: Walk = walk_findings,
) -> Iterator[Finding]:
    """The findings beyond reading; `slips` are those of reading."""
    files = {slip.file for slip in slips}
    if not library.procedures:
        yield Finding("bpmn", "", "这里没有程序：每个程序是一个文件夹，例如 bpmn/objection/。")
    if not any(file.startswith(("bpmn/_registers/", "bpmn/_law/")) for file in files):
        for library_rule in LIBRARY_RULES:
            yield from library_rule(library)
    for procedure in library.procedures.values():
        if not any(_belongs(file, procedure) for file in files):
            found = list(_check_procedure(procedure, library, parse, letters))
            yield from found or walk(procedure)


def _belongs(file: str, procedure: Procedure) -> bool:
    return file.startswith((f"bpmn/{procedure.slug}/", f"forms/{procedure.slug}/", "bpmn/_shared/", "forms/_shared/"))


def _check_procedure(
    procedure: Procedure, library: Library, parse: Parse | None, letters: Letters | None
) -> Iterator[Finding]:
    first = [finding for rule in FIRST for finding in rule(procedure, library)]
    if first:
        yield from first
        return
    for rule in RULES:
        yield from rule(procedure, library)
    if parse:
        yield from (_placed(procedure, finding) for finding in parse(procedure))
    for letter in procedure.letters.values() if letters else ():
        for sentence in letters(letter.source, procedure.words) if letters else ():
            yield Finding(letter_file(procedure, library, letter.id), "", sentence)


def _placed(procedure: Procedure, finding: Finding) -> Finding:
    """The engine room knows a drawing by its name in a release; here it is named as it stands in the folder."""
    name = finding.file
    file = f"bpmn/{name}" if name.startswith("_shared/") else f"bpmn/{procedure.slug}/{name or 'process.bpmn'}"
    return Finding(file, finding.element, finding.sentence)
