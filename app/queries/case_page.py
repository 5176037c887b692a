"""One case as people and programs read it (contract: *A case*): where it stands, who has it, what one may do now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.actor import Actor
from app.errors import Refusal
from app.models import Agency, Deadline, Incident, Person, Wait
from app.procedures import Form, Procedure, describe
from app.procedures.ahead import ahead
from app.procedures.model import Message
from app.queries.deadlines import DeadlineView, views
from app.queries.masking import SubjectView, subject_view
from app.queries.related import MayFollow, Related, may_follow, related_to
from app.queries.seen import Seen, see_case
from app.queries.task_page import TaskBrief, brief_of
from app.queries.told import CopyView, copies_of
from app.services import access
from app.services.ask_recusal import must_ask_recusal
from app.services.hold_case import must_hold, must_lift
from app.services.live import within
from app.services.pause_deadline import must_be_officer
from app.services.send_message import may_send
from app.services.unmask_case import must_unmask
from app.services.world import World

WITHDRAW, EXTEND, ASK_RECUSAL = "withdraw", "extend", "recuse"
ALSO = {"unmask": must_unmask, "hold": must_hold, "lift-hold": must_lift}


@dataclass(frozen=True)
class Waiting:
    kind: str
    title: str
    until: datetime | None


@dataclass(frozen=True)
class Sendable:
    """A message that may be sent now; `form` is described for this actor."""

    name: str
    title: str
    form: Mapping[str, Any]


@dataclass(frozen=True)
class CaseIncident:
    node: str
    since: datetime
    tries: int
    next_at: datetime | None


@dataclass(frozen=True)
class CaseView:
    """`filed_by`: the agent (代理人) who filed it in the subject's name; None where it was the subject itself.
    `kept_until`: the last day on which a closed case is kept whole, `held` why longer (to officers), `erased_on`: since
    when only its trail, numbers and dates are left."""

    number: str
    procedure: str
    procedure_title: str
    release: str
    version: int
    title: str
    status: str
    outcome: str | None
    outcome_title: str | None
    stage: str
    next: str | None
    subject: SubjectView | None
    organisation: str | None
    held_by: tuple[str, ...]
    door: str
    channel: str
    filed_by: str | None
    opened_at: datetime
    received_on: date
    closed_at: datetime | None
    kept_until: date | None
    held: str | None
    erased_on: date | None
    deadlines: tuple[DeadlineView, ...]
    tasks: tuple[TaskBrief, ...]
    waiting_for: tuple[Waiting, ...]
    can: tuple[str, ...]
    messages: tuple[Sendable, ...]
    parent: Related | None
    children: tuple[Related, ...]
    follows: Related | None
    followed_by: tuple[Related, ...]
    may_follow: tuple[MayFollow, ...]
    copies: tuple[CopyView, ...]
    incident: CaseIncident | None


def find_case(session: Session, actor: Actor, number: str) -> CaseView:
    """Raises NotFound for a case that may not be known."""
    return view(see_case(session, actor, number))


def view(seen: Seen) -> CaseView:
    """The case of which a page has already been let in."""
    case, procedure = seen.case, seen.live.running.procedure
    beside = related_to(seen)
    messages = sendable(seen)
    return CaseView(
        number=case.number, procedure=case.procedure, procedure_title=procedure.title, release=seen.live.running.hash,
        version=case.version, title=case.title, status=case.status, outcome=case.outcome,
        outcome_title=next((o.title for o in procedure.outcomes if o.id == case.outcome), None), stage=case.stage,
        next=what_comes_next(seen), subject=subject_view(case.subject, whole=access.is_subject(seen.actor, case)),
        organisation=case.organisation.name if case.organisation else None, held_by=_held_by(seen), door=case.door,
        channel=case.channel, filed_by=_agent(seen), opened_at=case.opened_at, received_on=case.received_on,
        closed_at=case.closed_at, kept_until=case.kept_until, held=None if seen.subject_side else case.held,
        erased_on=today(case.erased_at) if case.erased_at else None,
        deadlines=views(seen.session, case, seen.deadlines, seen.subject_side), tasks=_open_tasks(seen),
        waiting_for=_waiting_for(seen), can=_can(seen, messages), messages=messages,
        parent=beside.parent, children=beside.children, follows=beside.follows, followed_by=beside.followed_by,
        may_follow=may_follow(seen, beside), copies=copies_of(seen),
        incident=None if seen.subject_side else _incident(seen))


def _agent(seen: Seen) -> str | None:
    query = (sa.select(Person.name, Agency.own).join(Agency, Agency.person_id == Person.id)
             .where(Person.id == seen.case.opened_by, Agency.subject_id == seen.case.subject_id)
             .order_by(Agency.own.desc()).limit(1))
    found = seen.session.execute(query).one_or_none()
    return None if found is None or found.own else found.name


def _open_tasks(seen: Seen) -> tuple[TaskBrief, ...]:
    shown = [t for t in seen.live.tasks if not seen.subject_side or t.role == access.SUBJECT]
    return tuple(brief_of(seen, task) for task in shown)


def _held_by(seen: Seen) -> tuple[str, ...]:
    """The organs that have it now, each once."""
    return tuple(dict.fromkeys(t.organisation.name for t in seen.live.tasks if t.organisation))


def what_comes_next(seen: Seen) -> str | None:
    """To the subject in the procedure's own words for it; to an officer the steps that the drawing leads to."""
    procedure = seen.live.running.procedure
    if not seen.subject_side:
        return next_steps(procedure, [t.node for t in seen.live.tasks] or [w.node for w in seen.live.waits])
    for node in [t.node for t in seen.live.tasks] + [w.node for w in seen.live.waits]:
        lane = procedure.nodes[node].lane if node in procedure.nodes else ""
        words = procedure.texts.next.get(node) or procedure.texts.next.get(lane)
        if words:
            return words
    return None


def next_steps(procedure: Procedure, nodes: list[str]) -> str | None:
    found = [node for node in ahead(procedure, nodes) if node.id not in nodes]
    titles = dict.fromkeys(node.title or procedure.node_title(node.id) for node in found)
    return "或".join(title for title in titles if title) or None


def _waiting_for(seen: Seen) -> tuple[Waiting, ...]:
    shown = [w for w in seen.live.waits if w.kind in ("timer", "message")]
    return tuple(Waiting(w.kind, _wait_title(seen, w), _until(seen, w)) for w in shown)


def _wait_title(seen: Seen, wait: Wait) -> str:
    procedure = seen.live.running.procedure
    if wait.kind == "message" and wait.name in procedure.messages:
        return procedure.messages[wait.name].title
    limit = procedure.limits.get(wait.name.split("@")[0])
    return limit.title if limit else procedure.node_title(wait.node)


def _until(seen: Seen, wait: Wait) -> datetime | None:
    if wait.kind != "timer":
        return None
    rows = [d for d in seen.live.deadlines if d.key == wait.name.split("@")[0] and within(wait.item, d.item)]
    return min((d.due_at for d in rows), default=None)


def sendable(seen: Seen) -> tuple[Sendable, ...]:
    """The messages that the flow awaits and this actor may send, each once."""
    names = dict.fromkeys(w.name for w in seen.live.waits if w.kind == "message" and not w.closed)
    known = seen.live.running.procedure.messages
    if seen.case.status != "open":
        return ()
    mine = [known[name] for name in names if name in known and may_send(seen.ctx, seen.live, known[name])]
    return tuple(_sendable(seen, message) for message in mine)


def _sendable(seen: Seen, message: Message) -> Sendable:
    form, world = message_form(seen, message.name)
    return Sendable(message.name, message.title, describe(form, {}, world))


def message_form(seen: Seen, name: str) -> tuple[Form, World]:
    """For a page that draws the form of a message itself."""
    procedure = seen.live.running.procedure
    return (procedure.forms[procedure.messages[name].form],
            World(seen.session, seen.actor, seen.ctx.now, case=seen.case))


def _can(seen: Seen, messages: tuple[Sendable, ...]) -> tuple[str, ...]:
    found = [WITHDRAW] if any(m.name == WITHDRAW for m in messages) else []
    found += ["message"] if messages else []
    if not access.is_subject(seen.actor, seen.case) and seen.works and seen.case.erased_at is None:
        found.append("comment")
    found += [word for word, check in ALSO.items() if _passes(check, seen.actor, seen.case, seen.organs)]
    if seen.case.status == "open":
        found += _clock_verbs(seen, messages)
    if access.is_subject(seen.actor, seen.case):
        found += [ASK_RECUSAL] if _passes(must_ask_recusal, seen.ctx, seen.live) else []
        found.append("reissue_code")
    return tuple(found)


def _passes(check: Callable[..., None], *about: object) -> bool:
    try:
        check(*about)
    except Refusal:
        return False
    return True


def _clock_verbs(seen: Seen, messages: tuple[Sendable, ...]) -> list[str]:
    rows, limits = seen.live.deadlines, seen.live.running.procedure.limits
    pausable = [d for d in rows if limits[d.key].pausable_by]
    found = []
    if _officer(seen):
        found += ["pause"] if any(d.state == "running" for d in pausable) else []
        found += ["resume"] if any(d.state == "paused" for d in rows) else []
    return found + (["extend"] if any(m.name == EXTEND for m in messages) or _may_extend(seen, rows) else [])


def _may_extend(seen: Seen, rows: list[Deadline]) -> bool:
    """The approver may lengthen a limit directly where the flow has no step of its own for it."""
    if any(w.kind == "message" and w.name == EXTEND for w in seen.live.waits):
        return False
    for row in rows:
        extension = seen.live.running.procedure.limits[row.key].extension
        used = sum(c.kind == "extend" for c in row.changes)
        if extension and seen.actor.holds(extension.approver) and used < extension.times:
            return True
    return False


def _officer(seen: Seen) -> bool:
    try:
        must_be_officer(seen.ctx, seen.case)
    except Refusal:
        return False
    return True


def _incident(seen: Seen) -> CaseIncident | None:
    query = (sa.select(Incident).where(Incident.case_id == seen.case.id, Incident.resolved_at.is_(None))
             .order_by(Incident.id).limit(1))
    row = seen.session.scalars(query).one_or_none()
    return CaseIncident(row.node, row.first_at, row.tries, row.next_at) if row else None
