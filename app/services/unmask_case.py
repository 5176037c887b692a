"""Show whole what a case masks (identifier, telephone numbers), once, for a reason that the subject reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.domain.actor import Actor
from app.domain.identifiers import MASKED
from app.errors import Conflict, NotAllowed
from app.models import Case, Reading, Subject, Task
from app.procedures import Form
from app.services import access
from app.services.answers import leaves
from app.services.context import Context
from app.services.keeping import must_be_there
from app.services.live import Live
from app.services.lock import lock_case, task_organisations
from app.services.note_reading import organisation_of
from app.services.reasons import written
from app.services.verb import housekeeping


@dataclass(frozen=True)
class Number:
    """`label` is the question that it answers."""

    label: str
    value: str


@dataclass(frozen=True)
class Unmasked:
    """`name` and `identifier` are the subject's."""

    name: str
    kind: str
    identifier: str
    numbers: tuple[Number, ...]


def must_unmask(actor: Actor, case: Case, organs: frozenset[int]) -> None:
    """For the organs that have, or had, a task in it. Raises NotAllowed, Conflict where there is nothing to show."""
    if access.is_subject(actor, case) or not access.is_officer_of(actor, case, organs):
        raise NotAllowed("证件号码和电话只给承办单位看。")
    if case.subject_id is None:
        raise Conflict("这件事项没有信用主体。", code="no_subject")
    must_be_there(case)


@housekeeping
def unmask_case(ctx: Context, *, number: str, reason: str, version: int | None = None) -> Unmasked:
    """Each time is a row of its own in the stream of readings. Raises Invalid without a reason."""
    live = lock_case(ctx, number, version)
    must_unmask(ctx.actor, live.case, task_organisations(ctx.session, live.case.id))
    why, case = written(reason, "请写明为什么要看，例如核对身份、电话通知。"), live.case
    ctx.session.add(Reading(at=ctx.now, person_id=ctx.actor.person_id, subject_id=case.subject_id, case_id=case.id,
                            organisation_id=organisation_of(ctx.actor, case), what="identifier", purpose=why[:200]))
    subject = ctx.session.get_one(Subject, case.subject_id)
    return Unmasked(subject.name, subject.kind, subject.identifier, tuple(dict.fromkeys(_numbers(ctx, live))))


def _numbers(ctx: Context, live: Live) -> Iterator[Number]:
    for form, answers in _filled(ctx, live):
        for field, _, value in leaves(form.fields, answers):
            if field.format in MASKED and value:
                yield Number(field.label, str(value))


def _filled(ctx: Context, live: Live) -> Iterator[tuple[Form, Mapping[str, Any]]]:
    """The application, the last message of each name, the steps that are done."""
    case, procedure = live.case, live.running.procedure
    if case.door in procedure.doors:
        yield procedure.forms[procedure.doors[case.door].form], case.answers
    for name, message in procedure.messages.items():
        yield procedure.forms[message.form], case.answers.get(f"message:{name}", {})
    done = sa.select(Task.form, Task.answers).where(Task.case_id == case.id, Task.state == "done").order_by(Task.id)
    for form, answers in ctx.session.execute(done):
        yield procedure.forms[form], answers or {}
