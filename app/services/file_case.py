"""Open a case: the start form is checked, a number given, the flow started, the receipt put out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.numbers import case_number
from app.domain.tags import Tag
from app.errors import Invalid, NotAllowed, NotFound
from app.evidence import chain
from app.models import Case, Subject
from app.procedures import Form
from app.procedures.model import Door
from app.services import intake
from app.services.advance import advance
from app.services.answers import steering, take, use_uploads
from app.services.context import Context
from app.services.counters import next_number
from app.services.cycles import year_of
from app.services.house import Running
from app.services.index_case import mark
from app.services.live import Live
from app.services.operations import port
from app.services.passages import named
from app.services.query_codes import new_code
from app.services.starting import start_limit
from app.services.world import world_for


@dataclass(frozen=True)
class Filed:
    """`query_code` is shown once; only its digest is kept."""

    number: str
    query_code: str
    case_id: int


def file_case(ctx: Context, *, procedure: str, answers: Mapping[str, Any], door: str | None = None,
              on_behalf_of: str | None = None, channel: str = "online", received_on: date | None = None,
              proof: str | None = None, follows: str | None = None, cycle: int | None = None) -> Filed:
    """`on_behalf_of` is a subject's opaque key, `follows` a closed case's number, `proof` a scanned receipt's upload,
    `cycle` the year for which the clock opens a yearly one.

    Raises NotFound for an unknown procedure, NotAllowed for an opener it is not meant for, Invalid with sentences.
    """
    running = ctx.house.current(ctx.session, procedure)
    if running is None:
        raise NotFound("没有这个程序，或者还没有发布。")
    before = intake.followed_case(ctx, running, follows)
    chosen = choose_door(ctx, running, door, answers)
    subject = intake.subject_of(ctx, running, chosen, on_behalf_of, before)
    received = intake.received(ctx, channel, received_on, proof)
    form = running.procedure.forms[chosen.form]
    clean = take(form, answers, world_for(ctx, subject, before))
    case, code = _new_case(ctx, running, chosen, subject, clean, channel, received, before)
    ctx.rows.set(case, cycle=year_of(ctx, running, chosen, clean, cycle))
    use_uploads(ctx, case, form, clean)
    intake.keep_proof(ctx, case, proof)
    _begin(ctx, running, case, chosen, form, clean)
    return Filed(case.number, code, case.id)


def choose_door(ctx: Context, running: Running, door: str | None, answers: Mapping[str, Any]) -> Door:
    """The door named (or named by the answer `door`), or the first that this opener may use."""
    wanted = door or (answers.get("door") if isinstance(answers, Mapping) else None)
    doors = running.procedure.doors
    if wanted is not None and (not isinstance(wanted, str) or wanted not in doors):
        raise Invalid({"door": ["没有这个受理渠道。"]})
    open_doors = [d for d in doors.values() if intake.may_open(ctx.actor, d) and wanted in (None, d.message)]
    if not open_doors:
        raise NotAllowed("您的身份不能提出这类事项。")
    return open_doors[0]


def _new_case(ctx: Context, running: Running, door: Door, subject: Subject | None, clean: Mapping[str, Any],
              channel: str, received: date, before: Case | None) -> tuple[Case, str]:
    year = ctx.today.year
    number = case_number(running.procedure.prefix, year, next_number(ctx, running.procedure.prefix, year))
    code, digest = new_code()
    case = Case(number=number.plain, procedure=running.procedure.slug, release_id=running.id,
                title=intake.title(running, subject, clean), status="open", stage="", door=door.message,
                subject_id=subject.id if subject else None, channel=channel, opened_by=ctx.actor.person_id,
                opened_at=ctx.now, received_on=received, answers=dict(clean), salt=secrets.token_bytes(16),
                query_code=digest, follows_id=before.id if before else None, passed=[],
                organisation_id=intake.accepting_organisation(ctx, running, door, clean, before), trail_n=0)
    ctx.rows.add(case)
    mark(ctx, case.id, named(case, subject))  # found by its name from now on; its texts are read in later
    return case, code


def _begin(ctx: Context, running: Running, case: Case, door: Door, form: Form, clean: Mapping[str, Any]) -> None:
    digest = chain.commitment(case.salt, dict(clean))
    ctx.trail.write(Tag.CASE_FILED, case, after={
        "number": case.number, "release": running.hash, "door": door.message, "channel": case.channel,
        "received_on": case.received_on.isoformat(), "answers": digest, "follows": case.follows_id})
    data = {**intake.carried(ctx, case), **steering(form, clean), "door": door.message,
            "acceptor": case.organisation_id}
    step = ctx.house.engine.start(running.flow, data, door=intake.message_of(running, door),
                                  ask=port(ctx, case.id, case.subject_id))
    live = Live(case, running, [], [], [])
    for limit in running.procedure.limits.values():
        if limit.start.with_case:
            start_limit(ctx, live, limit)
    advance(ctx, live, step)
    if intake.for_parties(running.procedure):
        ctx.send("notice", {"what": "filed", "to": "subject", "number": case.number}, case)
