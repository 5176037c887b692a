"""The articles that a step stands on, with their words, so that the law is one click away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.procedures.register_model import Article

Find = Callable[[str], Article | None]


@dataclass(frozen=True)
class Quoted:
    """An article by its short name, with its words where they are on the shelf."""

    name: str
    words: tuple[str, ...]


def basis_names(text: str) -> tuple[str, ...]:
    """条例32、省条例31 as short names."""
    return tuple(dict.fromkeys(part for part in re.split(r"[、，,;；\s]+", text) if part))


def quoted(names: Iterable[str], find: Find) -> tuple[Quoted, ...]:
    return tuple(Quoted(name, paragraphs(find(name))) for name in dict.fromkeys(names))


def paragraphs(article: Article | None) -> tuple[str, ...]:
    return tuple(line for line in article.text.splitlines() if line.strip()) if article else ()
