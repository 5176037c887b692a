"""What a letter may name of a list that is made in public: its last draft, what was said to it, its edition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from app.clock import today
from app.models import Case, Edition, Entry, PublicDraft
from app.procedures.register_model import Register, RegisterField
from app.services import shelf
from app.services.context import Context
from app.services.listed import listed
from app.services.public_drafts import comments_on, newest_draft

CHANGES = {"new": "新增", "changed": "修改", "ended": "不再列入", "kept": "不变"}
OUTCOMES = {"adopted": "采纳", "partly": "部分采纳", "rejected": "不采纳"}
Facts = dict[str, Any]


def list_facts(ctx: Context, case: Case) -> Facts:
    """`draft` and `edition`, each where the case has one."""
    draft = newest_draft(ctx.session, case.id)
    query = sa.select(Edition).where(Edition.case_id == case.id).order_by(Edition.id.desc()).limit(1)
    edition = ctx.session.scalar(query)
    return {**({"draft": _draft(ctx, draft)} if draft else {}),
            **({"edition": _edition(ctx, edition)} if edition else {})}


def _draft(ctx: Context, draft: PublicDraft) -> Facts:
    said = comments_on(ctx.session, draft)
    outcomes = Counter(entry.data.get("outcome") for entry in said)
    return {"title": draft.title, "explanation": draft.explanation, "how": draft.how, "reason": draft.reason,
            "opened_on": today(draft.opened_at).isoformat(), "last_day": draft.deadline.last_day.isoformat(),
            "days": draft.deadline.length, "usual": draft.usual, "comments": len(said),
            "answered": len(said) - outcomes[None], **{key: outcomes[key] for key in OUTCOMES},
            "lines": _lines(ctx, draft.register, draft.items), "said": [_comment(entry) for entry in said]}


def _comment(entry: Entry) -> Facts:
    return {"about": entry.data["about"], "text": entry.data["text"], "reason": entry.data.get("reason", ""),
            "outcome": OUTCOMES.get(str(entry.data.get("outcome")), "尚未答复")}


def _edition(ctx: Context, edition: Edition) -> Facts:
    counts = Counter(line["change"] for line in edition.lines)
    return {"title": edition.title, "number": edition.n, "approval": edition.approval,
            "in_force_from": edition.in_force_from.isoformat(), **{change: counts[change] for change in CHANGES},
            "lines": _lines(ctx, edition.register, edition.lines)}


def _lines(ctx: Context, register: str, lines: Iterable[Mapping[str, Any]]) -> list[Facts]:
    described = shelf.registers()[register]
    return [{"change": CHANGES[line["change"]], "code": line["code"], "title": line["title"],
             "text": _text(ctx, described, line["data"])} for line in lines]


def _text(ctx: Context, register: Register, item: Mapping[str, Any]) -> str:
    """What an item says, field by field, but what calls it."""
    called = (listed(register).key, listed(register).title)
    said = (f for f in register.fields if f.public and f.key not in called and item.get(f.key) not in (None, ""))
    return "；".join(f"{field.title}：{_word(ctx, field, item[field.key])}" for field in said)


def _word(ctx: Context, field: RegisterField, value: Any) -> str:
    if isinstance(value, list):
        return "、".join(field.options.get(str(one), str(one)) for one in value)
    if field.type == "regulation":
        return shelf.law_named(str(value))
    if field.type == "entry":
        return ctx.session.scalar(sa.select(Entry.title).where(Entry.key == value)) or str(value)
    return field.options.get(str(value), str(value))
