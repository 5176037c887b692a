"""The only caller of typst: content goes in as JSON, PDF bytes come out. The words are filling.py's business."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import typst

from app.domain.moments import SHANGHAI
from app.errors import Invalid

__all__ = ["Press", "Sheet", "press"]

HERE = Path(__file__).parent
# A tagged archive format: readable in fifty years, and by a screen reader today.
STANDARDS = ["a-2a"]


@dataclass(frozen=True)
class Sheet:
    """A finished PDF; `digest` is the SHA-256 of its bytes in hexadecimal."""

    pdf: bytes
    pages: int

    @cached_property
    def digest(self) -> str:
        return sha256(self.pdf).hexdigest()


class Press:
    """Loads the fonts once and keeps one compiler a thread: a compiler is not made for two threads at a time."""

    def __init__(self, extra_fonts: Path | None = None) -> None:
        folders: list[Path] = [HERE / "fonts", *([extra_fonts] if extra_fonts else [])]
        self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
        self._threads = threading.local()

    @property
    def _compiler(self) -> typst.Compiler:
        if not hasattr(self._threads, "compiler"):
            self._threads.compiler = typst.Compiler(
                root=str(HERE / "templates"), font_paths=self._fonts, ignore_system_fonts=True
            )
        compiler: typst.Compiler = self._threads.compiler
        return compiler

    def pdf(self, template: str, content: Mapping[str, object], on: date) -> Sheet:
        """The content set by templates/<template>.typ; `on` is the time inside the file, so equal input is equal bytes.

        Raises Invalid where a character has no glyph in any font: a name is never printed with a gap.
        """
        moment = datetime(on.year, on.month, on.day, tzinfo=SHANGHAI)
        pdf = self._compile(template, content, format="pdf", pdf_standards=STANDARDS, timestamp=moment)
        return Sheet(pdf, pdf.count(b"/Type/Page") - pdf.count(b"/Type/Pages"))

    def pictures(self, template: str, content: Mapping[str, object], ppi: float = 80) -> list[bytes]:
        """Each page as PNG."""
        pages = self._compile(template, content, format="png", ppi=ppi)
        return pages if isinstance(pages, list) else [pages]

    def _compile(self, template: str, content: Mapping[str, object], **how: Any) -> Any:
        inputs = {"data": json.dumps(content, ensure_ascii=False, sort_keys=True)}
        path = str(HERE / "templates" / f"{template}.typ")
        try:
            return self._compiler.compile(input=path, sys_inputs=inputs, **how)
        except typst.TypstError as error:
            raise _refusal(error) from error


def _refusal(error: typst.TypstError) -> Exception:
    # PDF/A forbids a missing glyph, and that is the one fault that data can cause.
    if "could not be displayed with" in error.message or "missing glyph" in error.message.lower():
        sentence = "文书里有字体中没有的字，不能出具。请管理员在字体目录加入含有这个字的字体。"
        return Invalid({"": [sentence]}, sentence, code="letter_glyph_missing")
    return error


@lru_cache(maxsize=1)
def press() -> Press:
    """The press with the pinned fonts alone, shared by all threads."""
    return Press()
