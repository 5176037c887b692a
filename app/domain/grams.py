"""Texts cut for searching: every two signs beside each other, so that Chinese needs no dictionary of words."""

from __future__ import annotations

import re

# What stands for a person is no text to search: numbers of six signs and more, mail addresses.
_IDENTIFYING = re.compile(r"[\w.+-]+@[\w.-]+|[0-9A-Za-z]*\d[0-9A-Za-z*-]{5,}")
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()}
_RUN = re.compile(r"\w+")


def searchable(text: str) -> str:
    """The text as it is compared: one width, small letters, without numbers and addresses of people."""
    return _IDENTIFYING.sub(" ", text.translate(_NARROW).lower())


def grams(text: str) -> frozenset[str]:
    """Its pairs of signs, within words and runs of Chinese; a single sign gives none."""
    return _pairs(searchable(text))


def title_marks(text: str) -> frozenset[int]:
    """The pairs of a title, number or name, which are no secret: each spelled as a number below zero."""
    pairs = _pairs(text.translate(_NARROW).lower())
    return frozenset(-(ord(pair[0]) << 21 | ord(pair[1])) for pair in pairs)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(run[n:n + 2] for run in _RUN.findall(text) for n in range(len(run) - 1))


def excerpt(text: str, wanted: str, around: int = 24) -> tuple[str, str, str] | None:
    """Before, the words themselves, behind; None where the text does not hold them."""
    text, wanted = " ".join(searchable(text).split()), " ".join(searchable(wanted).split())
    at = text.find(wanted)
    if at < 0 or not wanted:
        return None
    end = at + len(wanted)
    head, tail = text[max(at - around, 0):at], text[end:end + around]
    return ("…" if at > around else "") + head, text[at:end], tail + ("…" if end + around < len(text) else "")
