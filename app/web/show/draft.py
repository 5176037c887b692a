"""A public draft as a page: how long it is open and why, item by item with what changed, what was said and answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from app.domain.wording import period
from app.procedures import Register
from app.queries.paging import Page
from app.queries.public_drafts import CommentView, DraftItem, DraftLine, DraftView
from app.services.comment_on_draft import place
from app.web import words
from app.web.show.register import field_said

CHANGES = {"new": ("新增", "blue"), "changed": ("有修改", "near"), "kept": ("和现行的相同", ""),
           "ended": ("拟不再列入", "wait")}
OUTCOMES = {"adopted": ("采纳", "done"), "partly": ("部分采纳", "blue"), "rejected": ("不采纳", "")}


@dataclass(frozen=True)
class Item:
    n: int
    title: str
    change: tuple[str, str]
    facts: tuple[tuple[str, str], ...]
    was: tuple[tuple[str, str], ...]  # what the changed fields said
    said: tuple[Mapping[str, Any], ...]
    url: str


def draft_values(draft: DraftView, register: Register, said: Page[CommentView], names: Mapping[str, str],
                 today: date) -> dict[str, Any]:
    """`names` are the titles of entries that items name."""
    by_place: dict[str, list[Mapping[str, Any]]] = {}
    for one in said.items:
        by_place.setdefault(one.about, []).append(comment_values(one))
    items = [_item(draft, line, register, names, by_place) for line in draft.lines]
    counts = {change: sum(line.change == change for line in draft.lines) for change in CHANGES}
    return {
        **item_values(draft, today), "explanation": paragraphs(draft.explanation), "how": paragraphs(draft.how),
        "reason": draft.reason, "why": why(draft), "lines": items, "summary": _summary(counts),
        "whole": by_place.get("草案全文", ()), "shown": len(said.items), "more": said.next,
        "say": url_for("public.comment_form", key=draft.id), "article": draft.article,
    }


def item_values(draft: DraftItem, today: date) -> dict[str, Any]:
    """One draft in a list of them, and the head of its page."""
    days = (draft.last_day - today).days
    left = f"还剩 {days} 天" if days > 0 else "今天截止"
    return {"id": draft.id, "title": draft.title, "list": draft.list, "organ": draft.organ, "open": draft.open,
            "opened_on": draft.opened_on, "last_day": draft.last_day, "days": days,
            "left": left if draft.open else "已经结束", "count": draft.items, "comments": draft.comments,
            "url": url_for("public.draft", key=draft.id)}


def why(draft: DraftView) -> str:
    """How the last day was found."""
    if draft.unit == "days":
        return f"{words.day(draft.opened_on)}公布，从次日起数满 {draft.days} 日"
    return f"{words.day(draft.opened_on)}公布，{period(draft.days, draft.unit)}"


def _summary(counts: Mapping[str, int]) -> str:
    said = {"new": "新增 {} 项", "changed": "修改 {} 项", "ended": "不再列入 {} 项", "kept": "{} 项不变"}
    return "、".join(text.format(counts[change]) for change, text in said.items() if counts[change])


def _item(draft: DraftView, line: DraftLine, register: Register, names: Mapping[str, str],
          said: Mapping[str, Sequence[Mapping[str, Any]]]) -> Item:
    about = place(line.n, {"title": line.title})
    return Item(line.n, line.title, CHANGES[line.change], facts(register, line.fields, names),
                facts(register, line.before, names), tuple(said.get(about, ())),
                url_for("public.comment_form", key=draft.id, about=line.n))


def facts(register: Register, row: Mapping[str, Any], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The public fields of an item, in words; what a field did not say before is said to be empty."""
    named = (register.listed.key, register.listed.title) if register.listed else ()  # the heading says these
    known = [field for field in register.fields if field.key in row and field.public and field.key not in named]
    return tuple((field.title, field_said(field, row[field.key], names) or "（没有写）") for field in known)


def comment_values(one: CommentView) -> dict[str, Any]:
    return {"about": one.about, "text": one.text, "who": one.who, "on": one.received_on,
            "outcome": OUTCOMES.get(one.outcome or ""), "reason": one.reason}


def paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.splitlines() if line.strip())


STATES = {"waiting": "收到了，还没有人看过，暂不公开", "published": "已经公开（姓名遮盖）",
          "withheld": "收到了，不公开"}
