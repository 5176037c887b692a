"""Reads a whole folder into a Library: procedures, registers, law. What a slip of reading is, its neighbours say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.procedures import read_registers
from app.procedures.files import Files, files_of, slugs
from app.procedures.model import Finding, Procedure
from app.procedures.read_procedure import read_procedure
from app.procedures.register_model import Article, Law, Register
from app.procedures.sheet import Faults, Unreadable


@dataclass(frozen=True)
class Library:
    """Everything that the folders say now. What running cases follow are releases, frozen from it."""

    procedures: Mapping[str, Procedure]
    registers: Mapping[str, Register]
    laws: Mapping[str, Law]
    files: Files = field(repr=False)

    @classmethod
    def read(cls, root: Path | str) -> Library:
        """The library of a folder that holds bpmn/ and forms/. Raises Unreadable with all findings."""
        library, findings = read_library(files_of(Path(root)))
        if findings:
            raise Unreadable(findings)
        return library

    def article(self, name: str) -> Article | None:
        return read_registers.find_article(self.laws, name)


def read_library(files: Files) -> tuple[Library, tuple[Finding, ...]]:
    """As much as can be read, and what is wrong with the rest."""
    faults = Faults()
    library = Library(
        procedures={slug: read_procedure(faults, files, slug) for slug in slugs(files)},
        registers=read_registers.registers(faults, files),
        laws=read_registers.laws(faults, files),
        files=files,
    )
    return library, faults.close()
