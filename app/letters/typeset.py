"""The only caller of typst: content goes in as JSON, PDF bytes come out. The words are filling.py's business."""

import json
import re
import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

import typst

from app.domain.moments import SHANGHAI
from app.errors import Invalid

__all__ = ["Press", "Sheet", "press"]

HERE = Path(__file__).parent
# A tagged archive format: readable in fifty years, and by a screen reader today.
STANDARDS = ["a-2a"]
# Different signs without a glyph that one letter may hold before it is given up.
MAX_SIGNS = 30
_NO_GLYPH = re.compile(r'(?:the text|the codepoint) `(".*?")`', re.DOTALL)
_UNICODE = re.compile(r"\\u\{([0-9a-f]+)\}")


@dataclass(frozen=True)
class Sheet:
    """A finished PDF; `digest` is the SHA-256 of its bytes in hexadecimal."""

    pdf: bytes
    pages: int

    @cached_property
    def digest(self) -> str:
        return sha256(self.pdf).hexdigest()


class Press:
    """Loads the fonts once and keeps one compiler a thread: a compiler is not made for two threads at a time.

    The fonts inside the pinned typst wheel stand last: accents, Greek, Cyrillic and signs.
    """

    def __init__(self, extra_fonts: Path | None = None) -> None:
        folders: list[Path] = [HERE / "fonts", *([extra_fonts] if extra_fonts else [])]
        self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
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

        Raises Invalid where a letter of some script has no glyph in any font: a name is never printed with a gap.
        A sign without a glyph (an emoji in a quoted complaint) is printed as 〓.
        """
        moment = datetime(on.year, on.month, on.day, tzinfo=SHANGHAI)
        data = json.dumps(content, ensure_ascii=False, sort_keys=True)
        for _ in range(MAX_SIGNS):
            try:
                pdf = self._compile(template, data, format="pdf", pdf_standards=STANDARDS, timestamp=moment)
                return Sheet(pdf, pdf.count(b"/Type/Page") - pdf.count(b"/Type/Pages"))
            except typst.TypstError as error:
                data = _without(_undrawable(error), data)
        raise _refusal("")

    def with_file(self, kind: str, content: bytes) -> "Press":
        """A press that has one more file beside the templates: `picture.<kind>`."""
        return _WithFile(self._fonts, f"picture.{kind}", content)

    def pictures(self, template: str, content: Mapping[str, object], ppi: float = 80) -> list[bytes]:
        """Each page as PNG."""
        pages = self._compile(template, json.dumps(content, ensure_ascii=False), format="png", ppi=ppi)
        return pages if isinstance(pages, list) else [pages]

    def _compile(self, template: str, data: str, **how: Any) -> Any:
        path = str(HERE / "templates" / f"{template}.typ")
        return self._compiler.compile(input=path, sys_inputs={"data": data}, **how)


class _WithFile(Press):
    """Typst reads files below its root alone: templates and the picture stand in a folder made for the one page."""

    def __init__(self, fonts: typst.Fonts, name: str, content: bytes) -> None:
        self._fonts, self._name, self._content = fonts, name, content

    def _compile(self, template: str, data: str, **how: Any) -> Any:
        with TemporaryDirectory() as folder:
            copytree(HERE / "templates", folder, dirs_exist_ok=True)
            (Path(folder) / self._name).write_bytes(self._content)
            compiler = typst.Compiler(root=folder, font_paths=self._fonts, ignore_system_fonts=True)
            try:
                return compiler.compile(input=str(Path(folder) / f"{template}.typ"), sys_inputs={"data": data}, **how)
            except typst.TypstError as error:
                if _NO_GLYPH.search(error.message):
                    raise
                raise ValueError("the picture cannot be drawn") from error


def _undrawable(error: typst.TypstError) -> str:
    # PDF/A forbids a missing glyph, and that is the one fault that data can cause.
    found = _NO_GLYPH.search(error.message)
    if found is None:
        raise error
    return str(json.loads(_UNICODE.sub(_as_json, found[1])))


def _as_json(escape: re.Match[str]) -> str:
    return json.dumps(chr(int(escape[1], 16)))[1:-1]


def _without(text: str, data: str) -> str:
    for character in text:
        kind = unicodedata.category(character)
        if kind[0] in "LMN" or kind == "Co":  # private use: older systems keep rare names there
            raise _refusal(character)
        data = data.replace(character, "〓")
    return data


def _refusal(character: str) -> Invalid:
    which = f"“{character}”" if character else "一些字"
    sentence = f"文书里的{which}在字体中没有，现在不能出具。请管理员在字体目录加入含有它的字体。"
    return Invalid({"": [sentence]}, sentence, code="letter_glyph_missing")


@lru_cache(maxsize=1)
def press() -> Press:
    """The press with the pinned fonts alone, shared by all threads."""
    return Press()
