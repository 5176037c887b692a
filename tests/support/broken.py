"""Procedures of the house, copied and broken on purpose: what publishing them must say."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from app.services.checking import check_folder

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Folder:
    """A copy of all procedures, of which one is broken."""

    root: Path
    slug: str

    @classmethod
    def copy(cls, into: Path, slug: str) -> Folder:
        for name in ("bpmn", "forms"):
            shutil.copytree(ROOT / name, into / name)
        return cls(into, slug)

    def file(self, name: str) -> Path:
        return self.root / "bpmn" / self.slug / name

    def rewire(self, *moved: tuple[str, str, str]) -> None:
        """Flows of the drawing lead elsewhere: source, old target, new target."""
        drawing = self.file("process.bpmn").read_text()
        for source, old, new in moved:
            there = f'sourceRef="{source}" targetRef="{old}"'
            assert there in drawing
            drawing = drawing.replace(there, f'sourceRef="{source}" targetRef="{new}"')
        self.file("process.bpmn").write_text(drawing)

    def told(self) -> str:
        return " ".join(finding.sentence for finding in check_folder(self.root, self.slug))
