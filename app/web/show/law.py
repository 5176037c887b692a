"""The words of the law as pages: a law whole, its articles with their anchors, and where a short name leads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from app.procedures.register_model import Law
from app.web import words

PLAN = "案"


@dataclass(frozen=True)
class ArticleText:
    anchor: str
    name: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class LawText:
    slug: str
    short: str
    title: str
    remark: str
    seen: bool
    articles: tuple[ArticleText, ...]


def law_text(law: Law) -> LawText:
    articles = tuple(
        ArticleText(anchor_of(number), words.article(f"{law.short}{number}").removeprefix(law.short), paragraphs(text))
        for number, text in law.articles.items()
    )
    return LawText(law.short, law.short, law.title, f"{law.source}。", law.seen, articles)


def paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.splitlines() if line.strip())


def anchor_of(number: str) -> str:
    return "a" + number.split(".")[0]


def law_url(laws: Mapping[str, Law], name: str) -> str:
    """条例32 or 条例17.2: the longest short name that it begins with; the list of laws where it has none."""
    found = re.fullmatch(r"(\D+)(\d+)(?:\.\d+)*", name)
    if found is None or found[1] not in laws:
        return url_for("public.laws")
    return url_for("public.law", law=found[1], _anchor=anchor_of(found[2]))
