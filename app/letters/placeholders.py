"""Text with placeholders: read once, filled in with plain data. What a value looks like is formatters.py."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from app.letters.formatters import BARE, FORMATTERS, NEEDS_ARGUMENT, FormatFault, clean, plain

__all__ = ["Absent", "Filler", "Slot", "Text", "TextFault", "look_up", "read_text"]


class TextFault(Exception):
    """A text whose placeholders cannot be read; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Slot:
    path: tuple[str, ...]
    filters: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        return ".".join(self.path)


@dataclass(frozen=True)
class Text:
    source: str
    parts: tuple[str | Slot, ...]

    @property
    def slots(self) -> Iterator[Slot]:
        return (part for part in self.parts if isinstance(part, Slot))


class Absent:
    """What a name leads to that the data does not hold, or holds empty."""


ABSENT = Absent()
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_PIECES = re.compile(r"(\{\{|\}\}|\{[^{}]*\}|\{|\})")


def read_text(source: object) -> Text:
    """`{path|formatter:argument|…}` become slots, `{{` and `}}` braces. Raises TextFault."""
    if not isinstance(source, str) or not source.strip():
        raise TextFault("缺少文字")
    return Text(source, tuple(_piece(piece) for piece in _PIECES.split(source) if piece))


def _piece(piece: str) -> str | Slot:
    if piece in ("{{", "}}"):
        return piece[0]
    if piece in ("{", "}"):
        raise TextFault("花括号没有成对")
    return _slot(piece[1:-1]) if piece.startswith("{") else piece


def _slot(inner: str) -> Slot:
    name, *filters = inner.split("|")
    path = tuple(name.split("."))
    if not all(map(_NAME.match, path)):
        raise TextFault(f"占位符“{{{inner}}}”的名称不对")
    return Slot(path, tuple(map(_filter, filters)))


def _filter(text: str) -> tuple[str, str]:
    name, colon, argument = text.partition(":")
    if name in NEEDS_ARGUMENT and argument:
        return name, argument
    if (name in FORMATTERS or name in BARE) and not colon:
        return name, ""
    raise TextFault(f"没有“{text}”这种格式")


def look_up(data: Mapping[str, object], path: tuple[str, ...]) -> object:
    """The value at the end of the path, ABSENT where a step is missing or the value is nothing."""
    value: object = data
    for name in path:
        value = value.get(name, ABSENT) if isinstance(value, Mapping) else ABSENT
    empty = value is None or isinstance(value, str) and not clean(value)
    return ABSENT if empty else value


@dataclass(frozen=True)
class Filler:
    """Fills texts in; `missing` hears of each name without a value and each value that cannot be printed."""

    data: Mapping[str, object]
    words: Mapping[str, Mapping[str, str]]
    missing: Callable[[Slot, str], None]

    def fill(self, text: Text) -> str:
        return "".join(part if isinstance(part, str) else self._slot(part) for part in text.parts).strip()

    def _slot(self, slot: Slot) -> str:
        value = look_up(self.data, slot.path)
        if isinstance(value, Absent) or value == [] and ("count", "") not in slot.filters:
            return self._instead(slot)
        try:
            for name, argument in slot.filters:
                value = self._apply(name, argument, value)
            return plain(value)
        except FormatFault as fault:
            self.missing(slot, str(fault))
            return ""

    def _instead(self, slot: Slot) -> str:
        for name, argument in slot.filters:
            if name in ("or", "optional"):
                return argument
        self.missing(slot, "")
        return ""

    def _apply(self, name: str, argument: str, value: object) -> object:
        if name == "words":
            return self._word(argument, value)
        return value if name in ("or", "optional") else FORMATTERS[name](value)

    def _word(self, key: str, value: object) -> str:
        wording = self.words.get(key, {}).get(str(value))
        if wording is None:
            raise FormatFault(f"没有与“{value}”对应的规范用语")
        return wording
