"""Reads the parts of procedure.yaml and of the yaml beside a called diagram: doors, lanes, limits, messages, rules."""

from __future__ import annotations

from typing import Literal, cast, get_args

from app.procedures.model import (
    Cycle,
    Door,
    Extension,
    Follows,
    Invariant,
    Lane,
    Limit,
    Message,
    Retention,
    Separation,
    Start,
    Status,
    Unit,
)
from app.procedures.sheet import Sheet

# Reference 4.6: the only events from which a statutory clock may run.
START_EVENTS = (
    "supplement_notice_served", "basis_revoked", "decision_made", "delisted", "cycle_opened", "node_due",
    "objection_raised", "application_received", "accepted", "pushed", "served", "determined", "judgment_effective",
    "sentence_completed", "published", "version_published",
)  # fmt: skip
BREACH_HEADS = ("一", "二", "三", "四", "五", "六")  # 条例42


def doors(sheet: Sheet) -> dict[str, Door]:
    return {
        message: Door(
            message=message,
            title=door.text("title"),
            openers=door.words("openers"),
            organisation=door.text("organisation"),
            form=door.text("form", "start"),
            subject=door.flag("subject", False),
        )
        for message, door in sheet.sheets("doors", required=True).items()
    }


def lanes(sheet: Sheet, required: bool) -> dict[str, Lane]:
    return {
        key: Lane(key, lane.text("title", ""), lane.strings("roles"), lane.text("organisation"),
                  lane.optional("person"))
        for key, lane in sheet.sheets("lanes", required=required).items()
    }


def limits(sheet: Sheet) -> dict[str, Limit]:
    return {key: _limit(key, limit) for key, limit in sheet.sheets("limits").items()}


def _limit(key: str, sheet: Sheet) -> Limit:
    status = cast(Status, sheet.choice("status", get_args(Status)))
    return Limit(
        key=key,
        title=sheet.text("title"),
        article=sheet.text("article"),
        length=sheet.integer("length", least=1),
        unit=cast(Unit, sheet.choice("unit", get_args(Unit))),
        status=status,
        source=sheet.text("source"),
        locked=sheet.flag("locked", status == "法定"),
        start=_start(sheet),
        met_by=sheet.words("met_by", ()),
        extension=_extension(sheet),
        pausable_by=sheet.optional("pausable_by"),
        breach_head=sheet.choice("breach_head", BREACH_HEADS)
        if sheet.has("breach_head")
        else sheet.optional("breach_head"),
        target=sheet.integer("target", least=1) if sheet.has("target") else None,
    )


def _start(sheet: Sheet) -> Start:
    start = sheet.sheet("start")
    if start is None:
        sheet.fault("start", "缺少这一项。")
        return Start("")
    return Start(start.choice("event", START_EVENTS), start.optional("node"), start.optional("moment"))


def _extension(sheet: Sheet) -> Extension | None:
    extension = sheet.sheet("extension")
    if extension is None:
        return None
    return Extension(
        to=extension.integer("to", least=1),
        times=extension.integer("times", 1, least=1),
        approver=extension.text("approver"),
        article=extension.text("article"),
    )


def messages(sheet: Sheet) -> dict[str, Message]:
    return {
        name: Message(
            name=name,
            title=message.text("title"),
            form=message.text("form", name),
            by=message.words("by"),
            until=message.words("until", ()),
            refused=message.text("refused", ""),
            after=message.words("after", ()),
        )
        for name, message in sheet.sheets("messages").items()
    }


def invariants(sheet: Sheet) -> tuple[Invariant, ...]:
    return tuple(
        Invariant(
            node=row.text("node"),
            sentence=row.text("sentence"),
            needs=row.optional("needs"),
            after=row.optional("after"),
            at_most=row.integer("at_most", least=1) if row.has("at_most") else None,
            never_while=row.optional("never_while"),
            file=sheet.file,
        )
        for row in sheet.rows("invariants")
    )


def separations(sheet: Sheet) -> tuple[Separation, ...]:
    return tuple(
        Separation(
            nodes=row.words("nodes"),
            by=cast(Literal["person", "organisation"], row.choice("by", ("person", "organisation"))),
            article=row.text("article"),
            sentence=row.text("sentence"),
        )
        for row in sheet.rows("separations")
    )


def follows(sheet: Sheet) -> tuple[Follows, ...]:
    return tuple(
        Follows(row.text("procedure"), row.words("outcomes", ()), row.flag("again", False))
        for row in sheet.rows("follows")
    )


def retention(sheet: Sheet) -> Retention | None:
    found = sheet.sheet("retention")
    if found is None:
        if not sheet.missing and not sheet.has("retention"):
            sheet.fault("retention", "缺少这一项。")
        return None
    status = cast(Status, found.choice("status", get_args(Status)))
    return Retention(found.integer("years", least=1, most=100), found.text("article"), status, found.text("source"))


def cycle(sheet: Sheet) -> Cycle | None:
    found = sheet.sheet("cycle")
    if found is None:
        return None
    found.choice("every", ("year",))
    return Cycle("year", found.text("on"), found.text("door"))
