"""A letter as frozen objects: what its file says. Reading the file is reading.py, filling it in is filling.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.domain.expressions import Expression
from app.letters.placeholders import Text

Format = Literal["letter", "document", "plain"]
BlockKind = Literal["paragraph", "heading", "list", "table", "sentence", "remedies"]
Align = Literal["left", "center", "right"]

REMEDY = "救济"


@dataclass(frozen=True)
class Number:
    """发文字号: the pattern and the counter whose rows are numbered together."""

    pattern: str
    counter: str

    def text(self, year: int, n: int, organ: str = "") -> str:
        """`organ`: 机关代字. A letter that several organs issue names it, or their numbers would be the same."""
        return self.pattern.format(year=year, n=n, organ=organ)


@dataclass(frozen=True)
class Column:
    title: str
    value: Text
    width: float | None = None
    align: Align = "left"


@dataclass(frozen=True)
class Block:
    kind: BlockKind
    texts: tuple[Text, ...] = ()
    rows: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    level: int = 1
    states: tuple[str, ...] = ()
    when: Expression | None = None


@dataclass(frozen=True)
class Attachment:
    text: Text
    when: Expression | None = None


@dataclass(frozen=True)
class LetterModel:
    id: str
    title: Text
    kind: str
    format: Format
    organ: str
    body: tuple[Block, ...]
    number: Number | None = None
    recipient: Text | None = None
    must_state: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    copies: tuple[Text, ...] = ()
    qr: bool = True
    suffix: str = "文件"

    @property
    def counter(self) -> str | None:
        return self.number.counter if self.number else None

    def number_text(self, year: int, n: int, organ: str = "") -> str:
        """The 发文字号 of the nth letter of that year; empty for a letter without one."""
        return self.number.text(year, n, organ) if self.number else ""


class LetterFault(Exception):
    """A letter's file that is wrong; `faults` are Chinese sentences, one for each thing."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("；".join(faults))
        self.faults = faults
