"""Says why a regular expression of a form may not be used: it does not compile, or it can take for ever. No forms here.

Python's engine backtracks. Answers are capped at 200 characters, so a pattern is harmless when no repeat stands inside
a repeat and few of them have no end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

MOST_OPEN = 3
LONGEST = 300
_REPEATS = {c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT}
_BACK = {c.GROUPREF, c.GROUPREF_EXISTS, c.ASSERT, c.ASSERT_NOT}
SMALL = 20


class Part(NamedTuple):
    kind: Any
    most: int  # how often at most, of a repeat whose number is open; else 0
    around: int  # how often what stands around it is repeated


def pattern_fault(pattern: str) -> str | None:
    if len(pattern) > LONGEST:
        return f"pattern 太长，最多 {LONGEST} 个字符。"
    try:
        re.compile(pattern)
        parts = list(_parts(parser.parse(pattern), 1))
    except (re.error, RecursionError, OverflowError):
        return "pattern 不是可用的正则表达式。"
    if any(part.kind in _BACK for part in parts):
        return "pattern 里不能用反向引用和环视。"
    if any(_explodes(part) for part in parts):
        return "pattern 里不能重复套重复或分支，例如 (a+)+、(a|ab)+：这会让检查停不下来。"
    if sum(part.most > SMALL for part in parts) > MOST_OPEN:
        return f"pattern 里没有上限的重复最多 {MOST_OPEN} 处。"
    return None


def _explodes(part: Part) -> bool:
    if part.kind is c.BRANCH:
        return part.around > SMALL
    return part.around > 1 and part.most * part.around > SMALL


def _parts(tree: Iterable[Any], around: int) -> Iterable[Part]:
    for kind, value in tree:
        if kind in _REPEATS:
            least, most, inner = value
            yield Part(kind, 0 if least == most else int(most), around)
            yield from _parts(inner, around * max(1, int(most)))
            continue
        yield Part(kind, 0, around)
        for inner in value[1] if kind is c.BRANCH else [value[-1]] if kind is c.SUBPATTERN else []:
            yield from _parts(inner, around)
        if kind is c.ATOMIC_GROUP:
            yield from _parts(value, around)
