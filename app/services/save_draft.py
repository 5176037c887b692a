"""Keep an application while it is written: begin it, save it, throw it away. Nothing is checked before it is filed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.evidence import chain
from app.models import Draft
from app.services import intake
from app.services.context import Context
from app.services.verb import housekeeping

MOST = 200_000  # bytes of a draft
MOST_DRAFTS = 50  # of one person


def begin_draft(ctx: Context, *, procedure: str, door: str | None = None, answers: Mapping[str, Any] | None = None,
                follows: str | None = None, subject: str | None = None) -> str:
    """Returns the draft's key. Raises NotFound for an unknown procedure, NotAllowed for an opener not meant for it."""
    running = ctx.house.current(ctx.session, procedure)
    if running is None:
        raise NotFound()
    doors = [d for d in running.procedure.doors.values() if intake.may_open(ctx.actor, d) and door in (None, d.message)]
    if not doors or ctx.actor.person_id is None:
        raise NotAllowed("您的身份不能提出这类事项。")
    must_have_room(ctx)
    draft = Draft(key=secrets.token_urlsafe(16), person_id=ctx.actor.person_id, procedure=procedure,
                  door=doors[0].message if len(doors) == 1 or door else "", follows=follows, subject=subject,
                  answers=dict(answers or {}), begun_at=ctx.now, saved_at=ctx.now)
    ctx.session.add(draft)
    ctx.trail.write(Tag.DRAFT_SAVED, after={"draft": draft.key, "procedure": procedure})
    return draft.key


@housekeeping
def save_draft(ctx: Context, *, key: str, answers: Mapping[str, Any], door: str | None = None) -> str:
    """Replaces the answers; a draft is nobody's act yet, so only its beginning stands in the trail.

    Raises NotFound for another person's draft, Conflict for one that was filed.
    """
    draft = own_draft(ctx, key)
    if draft.number:
        raise Conflict("这份申请已经提交，不能再改草稿。", code="already_filed")
    if len(chain.canonical(answers)) > MOST:
        raise Invalid("草稿太大，请减少文字后再存。")
    draft.answers, draft.saved_at = dict(answers), ctx.now
    draft.door = door if door is not None else draft.door
    return key


def discard_draft(ctx: Context, *, key: str) -> None:
    draft = own_draft(ctx, key)
    ctx.session.delete(draft)
    ctx.trail.write(Tag.DRAFT_DISCARDED, after={"draft": key})


def own_draft(ctx: Context, key: str) -> Draft:
    """The draft under its lock; another person's answers as though it did not exist."""
    draft = ctx.session.scalar(sa.select(Draft).where(Draft.key == key).with_for_update())
    if draft is None or draft.person_id != ctx.actor.person_id:
        raise NotFound()
    return draft


def must_have_room(ctx: Context) -> None:
    mine = sa.select(sa.func.count()).where(Draft.person_id == ctx.actor.person_id, Draft.number.is_(None))
    if (ctx.session.scalar(mine) or 0) >= MOST_DRAFTS:
        raise Conflict("没写完的草稿太多，请先在“我的事项”里删掉几份。", code="too_many_drafts")
