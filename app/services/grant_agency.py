"""Let a person act for a subject (代理) until a day: granted by the subject itself, or proved at the counter."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from app.domain.tags import Tag
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import Agency, Person, Subject, Upload
from app.services.context import Context
from app.services.intake import PARTIES

REGISTRARS = frozenset({"credit_center_clerk"})  # who may take in a written authorisation


def grant_agency(ctx: Context, *, subject: str, login: str, until: date | None, proof: str | None = None) -> int:
    """`subject` is its key, `proof` an upload: the signed authorisation (授权委托书). Returns the agency's id.

    Whoever is the subject grants it by signing in, which proves it. An officer of the credit centre enters what was
    brought in writing, and then the scan is required. Raises NotFound, NotAllowed, Invalid, Conflict (acts already).
    """
    owner = ctx.session.scalar(sa.select(Subject).where(Subject.key == subject).with_for_update(of=Subject))
    itself = owner is not None and is_itself(ctx, owner.id)
    if owner is None or not (itself or ctx.actor.roles & REGISTRARS):
        raise NotFound()
    agent = _agent(ctx, login)
    _must_be_open(ctx, owner, agent, until)
    row = Agency(person_id=agent.id, subject_id=owner.id, own=False, until=until, granted_at=ctx.now,
                 granted_by=ctx.actor.person_id, proof_id=_proof(ctx, proof, required=not itself))
    ctx.session.add(row)
    ctx.session.flush()
    ctx.trail.write(Tag.AGENCY_GRANTED, after={"agency": row.id, "subject": owner.key, "login": agent.login,
                                               "last_day": until.isoformat() if until else None})
    return row.id


def is_itself(ctx: Context, subject_id: int) -> bool:
    """Whether the actor is that subject, and not somebody who acts for it: an agent appoints no further agents."""
    query = sa.select(Agency.id).where(Agency.person_id == ctx.actor.person_id, Agency.subject_id == subject_id,
                                       Agency.own, Agency.ended_at.is_(None))
    return ctx.session.scalar(query) is not None


def _agent(ctx: Context, login: str) -> Person:
    person = ctx.session.scalar(sa.select(Person).where(Person.login == login.strip(), Person.disabled_at.is_(None)))
    if person is None or not any(p.role in PARTIES and p.ended_at is None for p in person.posts):
        raise Invalid({"login": ["没有这个办事账号。请向代理人问清他在本平台登录用的账号。"]})
    if person.id == ctx.actor.person_id:
        raise NotAllowed("不能把代理权给自己。")
    return person


def _must_be_open(ctx: Context, owner: Subject, agent: Person, until: date | None) -> None:
    if until is None:
        raise Invalid({"until": ["请写明授权到哪一天。"]})
    if until < ctx.today:
        raise Invalid({"until": ["授权的最后一天不能早于今天。"]})
    query = sa.select(Agency.id).where(Agency.person_id == agent.id, Agency.subject_id == owner.id,
                                       sa.or_(Agency.until.is_(None), Agency.until >= ctx.today))
    if ctx.session.scalar(query.limit(1)) is not None:
        raise Conflict(f"{agent.name}已经可以代为办理。要改期限的，请先结束原来的授权。", code="acts_already")


def _proof(ctx: Context, proof: str | None, required: bool) -> str | None:
    if not proof:
        if required:
            raise Invalid({"proof": ["请上传签名或者盖章的授权委托书。"]})
        return None
    row = ctx.session.get(Upload, proof, with_for_update=True)
    if row is None or row.case_id is not None or row.field or row.person_id != ctx.actor.person_id:
        raise Invalid({"proof": ["授权委托书没有找到，请重新上传。"]})
    row.field = "agency"
    return row.id
