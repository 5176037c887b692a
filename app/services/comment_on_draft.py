"""Anybody says something to a public draft: on the whole of it or on one item. No sign-in is asked (条例11, 23)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.wording import full_day
from app.errors import Conflict, NotFound
from app.evidence import chain
from app.models import Entry, PublicDraft, Sender
from app.procedures import Field, Form, check_answers
from app.procedures.world import World
from app.services.context import Context
from app.services.lock import hold_case
from app.services.public_drafts import COMMENTS
from app.services.query_codes import ALPHABET, new_code
from app.services.registers import enter
from app.services.throttle import COMMENT, must_not_be_blocked, note_failure
from app.services.verb import NothingDone

WHOLE = "all"  # about the whole draft
FORM = Form("comment", "提出意见", (
    Field("about", "select", "对哪一项", required=True, source="draft_items", example=WHOLE),
    Field("text", "textarea", "您的意见", "写清哪里不妥、为什么、建议怎样改。", required=True, min_length=5,
          max_length=2000, errors={"required": "请写下您的意见。"}),
    Field("name", "textfield", "姓名或者单位（可以不写）", "公开时遮盖，例如“张*”。", max_length=60),
    Field("contact", "textfield", "联系方式（可以不写）", "只在需要向您核实时使用，从不公开。", max_length=100),
), submit="提交意见")  # fmt: skip


class Items(World):
    """What the form asks of the draft: its items (each with its `title`)."""

    def __init__(self, items: Sequence[Mapping[str, Any]], day: date) -> None:
        self.items, self._day = items, day

    @property
    def today(self) -> date:
        return self._day

    def options(self, field: Field) -> Sequence[tuple[str, str]]:
        return [(WHOLE, "草案全文"), *((str(n), place(n, item)) for n, item in enumerate(self.items, 1))]


def place(n: int, line: Mapping[str, Any]) -> str:
    """第3项 C-03 志愿服务信息"""
    return f"第{n}项 {line['title']}"


def comment_on_draft(ctx: Context, *, draft: str, answers: Mapping[str, Any], address: str,
                     once: str = "") -> dict[str, Any]:
    """Returns `{receipt, draft, received_on}`; the receipt number is all that leads back to the comment.

    `once` is a random text of the page that sends it: the same page sent twice is one comment. Raises NotFound for an
    unknown draft, Conflict (`draft_closed`) after its last day, TooMany, Invalid with a sentence a field.
    """
    case_id = ctx.session.scalar(sa.select(PublicDraft.case_id).where(PublicDraft.key == draft))
    if case_id is None:
        raise NotFound()
    case = hold_case(ctx, case_id)
    found = ctx.session.scalars(sa.select(PublicDraft).where(PublicDraft.key == draft)).one()
    receipt = receipt_number(ctx.today.year, once)
    if once and (known := ctx.session.scalar(sa.select(Entry).where(Entry.key == receipt))) is not None:
        raise NothingDone(_told(known, found))
    must_take(ctx, found)
    keys = ((COMMENT, COMMENT.key(address)),)
    must_not_be_blocked(ctx.session, keys, ctx.now)
    clean = check_answers(FORM, answers, Items(found.items, ctx.today))
    sender = Sender(name=clean.get("name", ""), contact=clean.get("contact", ""))
    sender.salt, digest = chain.sealed(sender.told())
    entry = enter(ctx, COMMENTS, subject_id=None, organisation_id=case.organisation_id, key=receipt, part_of=found.key,
                  title=f"对《{found.title}》的意见"[:200], dated=ctx.today, data=_data(ctx, found, clean),
                  reason="公众提出意见", article="", case=case,
                  told={"sender": digest})
    ctx.session.flush()
    sender.entry_id = entry.id
    ctx.session.add(sender)
    note_failure(ctx, keys=keys)
    return _told(entry, found)


def must_take(ctx: Context, draft: PublicDraft) -> None:
    """Whether or not a sweep has run: after the last day no door takes a comment."""
    if not draft.takes_comments(ctx.now):
        day = full_day(draft.deadline.last_day)
        raise Conflict(f"这份草案的征求意见已经结束，最后一天是{day}。", code="draft_closed")


def _data(ctx: Context, draft: PublicDraft, clean: Mapping[str, Any]) -> dict[str, Any]:
    n = str(clean["about"])
    about = "草案全文" if n == WHOLE else place(int(n), draft.items[int(n) - 1])
    return {"draft": draft.title, "about": about, "text": clean["text"], "who": masked(clean.get("name", "")),
            "received_on": ctx.today.isoformat(), "publication": "waiting"}


def masked(name: str) -> str:
    """张三丰 -> 张**; what is longer than a person's name keeps its first character alone too."""
    return name[0] + "*" * min(2, len(name) - 1) if len(name) > 1 else "匿名" if not name else "*"


def receipt_number(year: int, once: str) -> str:
    """YJ2026-7K2M-QP4X-9TBC: 59 bits that nobody guesses, the same ones for the same page."""
    if not once:
        return f"YJ{year}-{new_code()[0].rpartition('-')[0]}"
    number = int.from_bytes(hashlib.sha256(once.encode()).digest())
    letters = "".join(ALPHABET[number // len(ALPHABET) ** n % len(ALPHABET)] for n in range(12))
    return f"YJ{year}-{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def _told(entry: Entry, draft: PublicDraft) -> dict[str, Any]:
    return {"receipt": entry.key, "draft": draft.key, "received_on": entry.dated}
