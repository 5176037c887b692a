"""A public register as a page: its entries with the fields that are public, in words; its editions and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from app.procedures import Register
from app.procedures.register_model import RegisterField
from app.queries.editions import EditionItem, EditionView
from app.queries.paging import Page
from app.queries.registers import EntryItem
from app.queries.shelf import law_named
from app.web import words

FIRST = ("publication", "info_class", "edition", "in_force_from", "in_force_to")  # said of the whole already
HEAD = 4  # so many facts stand open; the others fold
CHANGES = {"new": "新增", "changed": "修改", "ended": "不再列入", "kept": "不变"}
Names = Mapping[str, str]
NO_NAMES: Names = {}


def register_values(register: Register, found: Page[EntryItem], asked: Mapping[str, str], names: Names,
                    editions: Page[EditionItem] | None) -> dict[str, object]:
    """`asked`: the search, part and day of the address; `names` the titles of entries that fields name."""
    kept: dict[str, Any] = {key: value for key, value in asked.items() if value}
    following = url_for("public.register", name=register.name, **kept, page=found.next) if found.next else None
    return {
        "name": register.name, "title": register.title, "summary": register.summary, "article": register.article,
        "entries": [entry_values(register, one, names) for one in found.items], "asked": asked, "next": following,
        "listed": register.listed is not None, "parts": parts_of(register, asked),
        "total": f"{found.total.count}" if found.total.exact else f"{found.total.count} 以上",
        "editions": [edition_values(register, one) for one in editions.items] if editions else [],
    }


def parts_of(register: Register, asked: Mapping[str, str]) -> list[dict[str, object]]:
    """The parts of a list as choices above it."""
    field = register.field(register.listed.part) if register.listed and register.listed.part else None
    if field is None:
        return []
    more: dict[str, Any] = {key: value for key, value in asked.items() if value and key != "part"}
    every = {"": "全部", **field.options}
    return [{"label": label, "url": url_for("public.register", name=register.name, **more, part=value or None),
             "current": asked.get("part", "") == value, "count": None} for value, label in every.items()]


def entry_values(register: Register, one: EntryItem, names: Names = NO_NAMES) -> dict[str, object]:
    facts = facts_of(register, one, names)
    span = [f"{words.full_day(one.fields['in_force_from'])}起施行"] if one.fields.get("in_force_from") else []
    span += [f"{words.full_day(one.fields['in_force_to'])}止"] if one.fields.get("in_force_to") else []
    remark = [one.subject.name if one.subject else "", one.source or "", str(one.fields.get("edition") or ""), *span]
    few = facts if len(facts) <= HEAD + 2 else facts[:HEAD]
    remark += [] if span else [words.full_day(one.dated)]
    return {"title": one.title, "subject": one.subject.name if one.subject else "", "source": one.source,
            "dated": one.dated, "marks": one.marks, "facts": few, "more": facts[len(few):],
            "remark": [text for text in remark if text]}


def facts_of(register: Register, one: EntryItem, names: Names) -> list[tuple[str, str]]:
    skipped = (*FIRST, register.listed.key, register.listed.title) if register.listed else FIRST
    shown = [field for field in register.fields if field.public and field.key not in skipped]
    pairs = ((field.title, field_said(field, one.fields.get(field.key), names)) for field in shown)
    return [(title, said) for title, said in pairs if said]


def item_hint(register: Register, one: EntryItem) -> str:
    """An item of a list below its name, where it is picked: all that it says, and in which edition."""
    facts = [*facts_of(register, one, NO_NAMES), ("版本", str(one.fields.get("edition", "")))]
    return "；".join(f"{title}：{said.rstrip('。')}" for title, said in facts) + "。"


def field_said(field: RegisterField, value: object, names: Names = NO_NAMES) -> str:
    if field.type == "regulation":
        return law_named(str(value or ""))
    if field.type == "entry":
        return names.get(str(value), str(value or ""))
    return said(field.type, field.options, value)


def said(kind: str, options: Mapping[str, str], value: object) -> str:
    if value in (None, "", []):
        return ""
    if kind == "date":
        return words.full_day(str(value))
    if isinstance(value, list):
        return "、".join(options.get(str(one), str(one)) for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return options.get(str(value), str(value))


def whole_facts(register: Register, one: EntryItem) -> list[tuple[str, str]]:
    """All that this reader may see of an entry, in words."""
    return [(field.title, field_said(field, one.fields.get(field.key))) for field in register.fields
            if one.fields.get(field.key) not in (None, "", [])]


def edition_values(register: Register, one: EditionItem) -> dict[str, object]:
    counts = {"新增": one.new, "修改": one.changed, "不再列入": one.ended, "不变": one.kept}
    return {"title": one.title, "approval": one.approval, "published_on": one.published_on, "from": one.in_force_from,
            "changed": "，".join(f"{word} {n} 项" for word, n in counts.items() if n), "n": one.n,
            "url": url_for("public.edition", key=one.id)}


def changes_of(register: Register, edition: EditionView, names: Names) -> list[dict[str, Any]]:
    """What an edition changed, by kind; what it left as it was is only counted."""
    fields = {field.key: field for field in register.fields}
    found = []
    for change in ("new", "changed", "ended"):
        lines = [line for line in edition.lines if line.change == change]
        rows = [{"title": line.title, "facts": [
            (fields[key].title, field_said(fields[key], was, names) or "（没有写）",
             field_said(fields[key], line.fields.get(key), names) or "（没有写）")
            for key, was in line.before.items() if key in fields and fields[key].public]} for line in lines]
        found.append({"word": CHANGES[change], "change": change, "rows": rows})
    return found
