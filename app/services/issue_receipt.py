"""The receipt of an application (申请回执): made when it is first asked for, the same bytes ever after."""

from __future__ import annotations

import secrets

import sqlalchemy as sa

from app.clock import today
from app.domain.numbers import formal
from app.domain.tags import Tag
from app.domain.wording import full_day
from app.errors import NotAllowed
from app.letters import sheets
from app.letters.typeset import Sheet
from app.models import Document, Organisation, Subject
from app.services import access
from app.services.context import Context
from app.services.keeping import must_be_there
from app.services.live import Live
from app.services.lock import lock_case
from app.services.verb import NothingDone

LETTER = "receipt"


def issue_receipt(ctx: Context, *, number: str) -> str:
    """Returns the document's key. For the applicant and for officers of the organ that accepted it."""
    live = lock_case(ctx, number)
    case = live.case
    if not access.is_subject(ctx.actor, case) and case.organisation_id not in access.organisations(ctx.actor):
        raise NotAllowed("回执只给申请人。")
    kept = ctx.session.scalar(sa.select(Document.key).where(Document.case_id == case.id, Document.letter == LETTER))
    if kept is not None:
        raise NothingDone(kept)
    must_be_there(case)
    key = secrets.token_urlsafe(16)
    sheet = _sheet(ctx, live, key)
    ctx.house.files.put(sheet.pdf)
    # A receipt is handed over as it is made: it is not served, and nobody is asked to confirm it.
    ctx.session.add(Document(
        key=key, case_id=case.id, letter=LETTER, node="", title="申请回执", number=key,
        organisation_id=case.organisation_id,
        recipient="", to_subject=True, issued_at=ctx.now, issued_by=ctx.actor.person_id, data={"data": {}, "to": None},
        digest=sheet.digest, size=len(sheet.pdf), state="valid", reason="", served_on=ctx.today, served_how="receipt",
        confirmed_at=ctx.now))
    ctx.trail.write(Tag.DOCUMENT_ISSUED, case, after={"document": key, "letter": LETTER, "number": None,
                                                      "sha256": sheet.digest})
    return key


def _sheet(ctx: Context, live: Live, key: str) -> Sheet:
    """No query code on it: that is shown once and kept by nobody else."""
    case, settings = live.case, ctx.house.settings
    organ = ctx.session.get(Organisation, case.organisation_id) if case.organisation_id else None
    subject = ctx.session.get(Subject, case.subject_id) if case.subject_id else None
    facts = [("编号", formal(case.number)), ("事项", live.running.procedure.title),
             ("申请人", subject.name if subject else ""), ("收到日期", full_day(case.received_on)),
             ("受理单位", organ.name if organ else ""), ("咨询电话", organ.phone if organ else "12345")]
    steps = [f"{d.title}：最迟{full_day(d.last_day)}" for d in live.deadlines]
    steps += [f"凭编号和查询码可以在{settings.base_url}查询进度；登录后在“我的事项”里办理。"]
    return sheets.receipt(title="申请回执", organ=organ.name if organ else "宁波市信用中心",
                          opening="您提交的申请已经收到。", facts=facts, steps=steps, on=today(case.opened_at),
                          verify_url=f"{settings.base_url}/verify/{key}", demo=settings.demo)
