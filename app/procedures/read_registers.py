"""Reads bpmn/_registers and bpmn/_law into registers and the words of articles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast, get_args

from app.procedures.files import Files, below
from app.procedures.model import Status, Unit
from app.procedures.register_model import (
    Article,
    Erasure,
    FieldKind,
    ItemRule,
    Law,
    Listed,
    Register,
    RegisterClock,
    RegisterFact,
    RegisterField,
    Uses,
)
from app.procedures.sheet import Faults, Sheet, open_sheet


def registers(faults: Faults, files: Files) -> dict[str, Register]:
    found = below(files, "bpmn/_registers", ".yaml").items()
    return {name: _register(open_sheet(faults, f"bpmn/_registers/{name}.yaml", c), name) for name, c in found}


def _register(sheet: Sheet, name: str) -> Register:
    return Register(
        name=name,
        title=sheet.text("title"),
        entry=sheet.text("entry"),
        article=sheet.text("article"),
        summary=sheet.text("summary", ""),
        subject=sheet.flag("subject", False),
        public=sheet.flag("public", False),
        public_when=sheet.optional("public_when"),
        readers=sheet.words("readers", ()),
        fields=tuple(map(_field, sheet.rows("fields", required=True))),
        marks=sheet.strings("marks", {}),
        clocks={key: _clock(key, clock) for key, clock in sheet.sheets("clocks").items()},
        listed=_listed(sheet.sheet("list")),
        facts={key: _fact(key, fact) for key, fact in sheet.sheets("facts").items()},
        uses=Uses(uses.text("organ"), uses.text("opens")) if (uses := sheet.sheet("uses")) else None,
        erasure=_erasure(sheet.sheet("erasure")),
    )


def _field(row: Sheet) -> RegisterField:
    kind = row.choice("type", get_args(FieldKind), "text")
    options = row.strings("options", None if kind == "choice" else {})
    return RegisterField(
        key=row.text("key"),
        title=row.text("title"),
        type=cast(FieldKind, kind),
        required=row.flag("required", False),
        public=row.flag("public", False),
        personal=row.flag("personal", False),
        options=options,
        of=row.text("of") if kind == "entry" else "",
    )


def _listed(sheet: Sheet | None) -> Listed | None:
    if sheet is None:
        return None
    return Listed(
        key=sheet.text("key"),
        title=sheet.text("title"),
        part=sheet.optional("part"),
        unique=sheet.strings("unique", {}),
        rules=tuple(ItemRule(r.text("must"), r.text("field"), r.text("sentence")) for r in sheet.rows("rules")),
    )


def _clock(key: str, sheet: Sheet) -> RegisterClock:
    lengths = sheet.sheet("lengths")
    return RegisterClock(
        key=key,
        title=sheet.text("title"),
        article=sheet.text("article"),
        starts=sheet.text("starts"),
        length=sheet.integer("length", 0 if sheet.has("measured") else None, least=0 if sheet.has("measured") else 1),
        unit=cast(Unit, sheet.choice("unit", get_args(Unit))),
        opens=sheet.optional("opens"),
        by=sheet.optional("by"),
        measured=sheet.optional("measured"),
        ends=sheet.optional("ends"),
        held_by=sheet.optional("held_by"),
        when=sheet.optional("when"),
        lengths={} if lengths is None else {name: lengths.integer(name, least=1) for name in lengths.untaken()},
    )


def _fact(key: str, sheet: Sheet) -> RegisterFact:
    return RegisterFact(key, sheet.optional("when"), sheet.optional("register"), sheet.optional("same"))


def _erasure(sheet: Sheet | None) -> Erasure | None:
    if sheet is None:
        return None
    status = cast(Status, sheet.choice("status", get_args(Status)))
    return Erasure(sheet.integer("months", least=1), sheet.text("article"), status, sheet.text("source"))


def laws(faults: Faults, files: Files) -> dict[str, Law]:
    """By short name."""
    found = below(files, "bpmn/_law", ".yaml").items()
    read = [_law(open_sheet(faults, f"bpmn/_law/{name}.yaml", content)) for name, content in found]
    return {law.short: law for law in read}


def _law(sheet: Sheet) -> Law:
    return Law(
        short=sheet.text("short"),
        title=sheet.text("title"),
        source=sheet.text("source"),
        seen=sheet.flag("seen", False),
        in_force=sheet.text("in_force", ""),
        articles=sheet.strings("articles", {} if sheet.flag("local", False) else None),
        file=sheet.file,
        local=sheet.flag("local", False),
        repealed=sheet.text("repealed", ""),
    )


def find_article(laws: Mapping[str, Law], name: str) -> Article | None:
    """条例32 or 条例17.2 (its second paragraph); None where no text of it is here."""
    law = next((law for law in _by_length(laws) if law.short and name.startswith(law.short)), None)
    found = re.fullmatch(r"(\d+)(?:\.(\d+))?", name[len(law.short) :]) if law else None
    if law is None or found is None or found.group(1) not in law.articles:
        return None
    text = law.articles[found.group(1)].strip()
    if found.group(2):
        paragraphs = text.splitlines()
        place = int(found.group(2))
        if not 1 <= place <= len(paragraphs):
            return None
        text = paragraphs[place - 1]
    return Article(name, law.title, found.group(0), text, law.seen)


def _by_length(laws: Mapping[str, Law]) -> list[Law]:
    """36号令 before 令: the longest short name that fits is meant."""
    return sorted(laws.values(), key=lambda law: -len(law.short))
