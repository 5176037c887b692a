"""The questions asked of an application before it becomes a case: by whom, for whom, when, where, following what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.domain.actor import Actor
from app.domain.numbers import read_case_number
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import Agency, Case, Subject, Upload
from app.procedures.model import Door, Procedure
from app.services import access
from app.services.context import Context
from app.services.house import Running
from app.services.keeping import must_be_there
from app.services.lock import task_organisations
from app.services.operations.asks import About, record_sources
from app.services.registers import entered_by

PARTIES = ("citizen", "enterprise_agent")
CHANNELS = ("online", "counter", "post", "kiosk", "mobile", "hotline", "pushed")
ON_PAPER = ("counter", "post")
OLDEST = timedelta(days=60)
_OWN = (sa.select(Subject).join(Agency, Agency.subject_id == Subject.id)
        .where(Agency.person_id == sa.bindparam("person"),
               sa.or_(Agency.until.is_(None), Agency.until >= sa.bindparam("day")))
        .order_by(Agency.own.desc(), Subject.id))


def for_parties(procedure: Procedure) -> bool:
    """Whether parties may open such cases: then they are told of filing and end; else letters alone tell them."""
    return any(set(door.openers) & set(PARTIES) for door in procedure.doors.values())


def may_open(actor: Actor, door: Door) -> bool:
    return bool(actor.roles & set(door.openers)) or actor.kind in door.openers


def followed_case(ctx: Context, running: Running, number: str | None) -> Case | None:
    """The closed case that this one follows. Raises Invalid where the procedure needs one and it will not do."""
    allowed = running.procedure.follows
    if number is None:
        if allowed:
            raise Invalid({"follows": ["请写明对哪一件已经办结的事项提出。"]})
        return None
    found = read_case_number(number)
    query = sa.select(Case).where(Case.number == (found.plain if found else number)).with_for_update(of=Case)
    case = ctx.session.scalar(query)
    if case is None or not access.may_see(ctx.actor, case, task_organisations(ctx.session, case.id)):
        raise NotFound()
    if case.status != "closed":
        raise Conflict("前一件事项还没有办结，办结以后才能提出。", code="not_closed")
    must_be_there(case)
    fits = [f for f in allowed if f.procedure == case.procedure and (not f.outcomes or case.outcome in f.outcomes)]
    if not fits:
        raise Conflict("前一件事项的结果不能提出这类申请。", code="cannot_follow")
    before = sa.select(Case.id).where(Case.follows_id == case.id, Case.procedure == running.procedure.slug,
                                      Case.outcome.is_distinct_from("e_withdrawn")).limit(1)
    if not fits[0].again and ctx.session.scalar(before):
        raise Conflict("对这件事项已经提出过，不能重复提出。", code="already_followed")
    return case


def subject_of(ctx: Context, running: Running, door: Door, key: str | None, before: Case | None) -> Subject | None:
    """A citizen's subject is their own; an officer at the counter names one (代录)."""
    if before is not None and before.subject_id is not None:
        if not ctx.actor.roles & set(PARTIES) or ctx.actor.stands_for(before.subject_id):
            return ctx.session.get_one(Subject, before.subject_id)
        raise NotFound()
    if ctx.actor.roles & set(PARTIES) and not ctx.actor.roles & (set(door.openers) - set(PARTIES)):
        return _own_subject(ctx, key)
    if key is None:
        if door.subject or set(door.openers) & set(PARTIES):
            raise Invalid({"on_behalf_of": ["请选择这件事项是哪个信用主体的。"]})
        return None
    found = ctx.session.scalar(sa.select(Subject).where(Subject.key == key))
    if found is None:
        raise Invalid({"on_behalf_of": ["没有找到这个信用主体。"]})
    return found


def _own_subject(ctx: Context, key: str | None) -> Subject:
    mine = list(ctx.session.scalars(_OWN, {"person": ctx.actor.person_id, "day": ctx.today}))
    wanted = [s for s in mine if key in (None, s.key)]
    if not wanted:
        raise NotAllowed("您没有这个信用主体的授权，不能为它申请。")
    return wanted[0]


def received(ctx: Context, channel: str, received_on: date | None, proof: str | None) -> date:
    """The day of receipt. Before today only at the counter or by post, with the scanned proof (reference 0.5.5)."""
    if channel not in CHANNELS:
        raise Invalid({"channel": ["没有这个收件渠道。"]})
    if received_on is None or received_on == ctx.today:
        return ctx.today
    if received_on > ctx.today:
        raise Invalid({"received_on": ["收到日期不能晚于今天。"]})
    if channel not in ON_PAPER:
        raise Invalid({"received_on": ["只有窗口和邮寄收到的申请可以填写今天以前的收到日期。"]})
    if ctx.today - received_on > OLDEST:
        raise Invalid({"received_on": [f"收到日期不能早于{OLDEST.days}天前。"]})
    if not proof:
        raise Invalid({"proof": ["收到日期早于今天的，请上传收件凭证的扫描件。"]})
    return received_on


def keep_proof(ctx: Context, case: Case, proof: str | None) -> None:
    if not proof:
        return
    row = ctx.session.get(Upload, proof, with_for_update=True)
    if row is None or row.case_id is not None or row.person_id != ctx.actor.person_id:
        raise Invalid({"proof": ["收件凭证没有找到，请重新上传。"]})
    row.case_id, row.field = case.id, "proof"


def accepting_organisation(ctx: Context, running: Running, door: Door, clean: Mapping[str, Any],
                           before: Case | None) -> int | None:
    """Who accepts: the door says a tag, the opener's own organ, or `$source`, the one provider of the records named."""
    if door.organisation == "opener":
        return _own_organ(ctx.actor, door)
    if not door.organisation.startswith("$"):
        return ctx.house.organs.named(ctx.session, door.organisation, {}).id
    if door.organisation == "$source":
        sources = record_sources(ctx, About(None, None), {"records": clean.get("records") or []})
        if not isinstance(sources, list) or len(sources) != 1:
            raise Invalid({"records": ["向信息提供单位提出的，所选记录要由同一单位提供；不同单位的请分别提出。"]})
        return int(sources[0])
    value = clean.get(door.organisation[1:])
    return int(str(value)) if value is not None else None


def _own_organ(actor: Actor, door: Door) -> int:
    """The organ in whose post the opener acts; who holds such posts in several says in which (contract: `as`)."""
    posts = [post for post in actor.posts if post.role in door.openers]
    named = [post for post in posts if post.id == actor.as_post]
    organs = {post.organisation_id for post in named or posts}
    if len(organs) != 1:
        raise Invalid({"as": ["您在几个单位有岗位，请写明以哪个岗位提出。"]})
    return organs.pop()


def carried(ctx: Context, case: Case) -> dict[str, Any]:
    """What a case takes over from the one it follows: the records it was about, or those it entered."""
    before = ctx.session.get(Case, case.follows_id) if case.follows_id else None
    records = (before.answers if before else case.answers).get("records")
    records = records or (entered_by(ctx.session, before.id) if before else None)
    return {"records": records} if records else {}


def message_of(running: Running, door: Door) -> str | None:
    """The engine's door: the start event's message, or None for a plain start."""
    starts = [n for n in running.procedure.nodes.values() if n.kind == "startEvent" and n.message == door.message]
    return door.message if starts else None


def title(running: Running, subject: Subject | None, clean: Mapping[str, Any]) -> str:
    """What the case is called in lists: the applicant's own words where the form has them."""
    own = clean.get("title")
    if isinstance(own, str) and own:
        return own[:200]
    return f"{subject.name}{running.procedure.title}" if subject else running.procedure.title
