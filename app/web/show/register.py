"""A public register as a page: its entries with the fields that are public, in words."""

from __future__ import annotations

from collections.abc import Mapping

from flask import url_for

from app.procedures import Register
from app.queries.paging import Page
from app.queries.registers import EntryItem
from app.web import words

FIRST = ("publication", "info_class")  # said of the whole list already


def register_values(register: Register, found: Page[EntryItem], asked: str) -> dict[str, object]:
    following = url_for("public.register", name=register.name, q=asked or None, page=found.next) if found.next else None
    return {
        "name": register.name, "title": register.title, "summary": register.summary, "article": register.article,
        "entries": [entry_values(register, one) for one in found.items], "asked": asked, "next": following,
        "total": f"{found.total.count}" if found.total.exact else f"{found.total.count} 以上",
    }


def entry_values(register: Register, one: EntryItem) -> dict[str, object]:
    return {
        "title": one.title, "subject": one.subject.name if one.subject else "", "source": one.source,
        "dated": one.dated, "marks": one.marks, "facts": facts_of(register, one),
    }


def facts_of(register: Register, one: EntryItem) -> list[tuple[str, str]]:
    shown = [field for field in register.fields if field.public and field.key not in FIRST]
    return [(field.title, said(field.type, field.options, one.fields.get(field.key))) for field in shown]


def said(kind: str, options: Mapping[str, str], value: object) -> str:
    if value in (None, "", []):
        return ""
    if kind == "date":
        return words.full_day(str(value))
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    return options.get(str(value), str(value))


def whole_facts(register: Register, one: EntryItem) -> list[tuple[str, str]]:
    """All that this reader may see of an entry, in words."""
    return [(field.title, said(field.type, field.options, one.fields.get(field.key))) for field in register.fields
            if one.fields.get(field.key) not in (None, "", [])]
