"""One task as people and programs read it: whose, by when, what may be done with it now, and its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.errors import NotFound, Refusal
from app.models import Case, Task
from app.procedures import Form, describe
from app.queries.masking import subject_answers
from app.queries.offers import CHECKS, can_and_cannot
from app.queries.seats_shown import Mark, SignerView, mark, signers_of
from app.queries.seen import Seen, see_task
from app.queries.task_fields import TaskFields
from app.queries.told import ReminderView, reminders_of
from app.services import access, seats
from app.services.colleagues import possible_drafters, possible_signers
from app.services.complete_task import form_of
from app.services.copy_task import Receiver, receivers
from app.services.house import house
from app.services.return_task import return_targets
from app.services.seats import Seat
from app.services.transfer_task import candidates
from app.services.world import World

_FORM = (sa.select(Task.form, Task.signing, Case.release_id).join(Case, Case.id == Task.case_id)
         .where(Task.id == sa.bindparam("task")))
Word = Literal["transfer", "delegate", "add-signer"]


@dataclass(frozen=True)
class Step:
    """`around`: the called part that is left as a whole, where coming straight back begins it anew; mostly empty."""

    node: str
    title: str
    around: str


@dataclass(frozen=True)
class TaskBrief(TaskFields):
    """Contract: *A task*, without its form and what was filled in. `why_not`: why it cannot be completed now, of an
    open one; `signing`: the drawing's manner, or asked; `signers` in their order, also a delegate; `answered`: the
    holder has had their word, and those asked after it sign."""

    can: tuple[str, ...]
    why_not: str
    return_to: tuple[Step, ...]
    reminders: tuple[ReminderView, ...]
    signing: str | None
    answered: bool
    signers: tuple[SignerView, ...]


@dataclass(frozen=True)
class TaskView(TaskBrief):
    """`version` is the case's: what a POST may send along so as not to act on what has moved."""

    version: int
    saved: Mapping[str, Any] | None
    form: Mapping[str, Any]


@dataclass(frozen=True)
class Candidate:
    """`organisation` of who is asked for an opinion, which may be another organ's."""

    login: str
    name: str
    organisation: str | None = None


def find_task(session: Session, actor: Actor, task_id: int) -> TaskView:
    """Raises NotFound for a task that may not be known."""
    seen, task = see_task(session, actor, task_id)
    brief = brief_of(seen, task)
    shown = _shown_answers(seen, task, brief)
    form = describe(form_shown(seen, task), shown or {}, _world(seen, task))
    return TaskView(**vars(brief), version=seen.case.version, saved=shown if task.state == "open" else None, form=form)


def refresh_form(session: Session, actor: Actor, task_id: int, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields that apply to these answers."""
    seen, task = see_task(session, actor, task_id)
    return describe(form_shown(seen, task), answers, _world(seen, task))


def task_form(session: Session, actor: Actor, task_id: int) -> tuple[Form, World]:
    """For a page that draws the form itself: the frozen form, and the world that it asks."""
    seen, task = see_task(session, actor, task_id)
    return form_shown(seen, task), _world(seen, task)


def form_sent(session: Session, actor: Actor, task_id: int) -> Form:
    """The frozen form that a page sent for a task is read by. Whether its sender may send it, the verb says."""
    found = session.execute(_FORM, {"task": task_id}).one_or_none() if 0 < task_id < 2**31 else None
    if found is None:
        raise NotFound()
    if found.signing:  # then it depends on the seat
        return task_form(session, actor, task_id)[0]
    return house().release(session, found.release_id).procedure.forms[found.form]


def list_candidates(session: Session, actor: Actor, task_id: int, word: Word = "transfer") -> tuple[Candidate, ...]:
    """Who may be given the task, asked to draft it or to sign it. Raises NotAllowed for who may not do so."""
    seen, task = see_task(session, actor, task_id)
    if task.state != "open":
        return ()
    CHECKS[word](seen.ctx, seen.live, task)
    if word == "transfer":
        people = candidates(seen.ctx, seen.live, task)
        return tuple(Candidate(p.login, p.name) for p in people if p.id != task.assignee_id)
    find = possible_drafters if word == "delegate" else possible_signers
    return tuple(Candidate(p.login, p.name, post.organisation.name if post.organisation else None)
                 for p, post in find(seen.ctx, seen.live, task))


def list_receivers(session: Session) -> tuple[Receiver, ...]:
    """People, each in the first of their posts, and posts that a case may be copied to."""
    return tuple({one.word: one for one in reversed(receivers(session))}.values())


def brief_of(seen: Seen, task: Task) -> TaskBrief:
    hide = seen.subject_side and task.assignee_id != seen.actor.person_id
    assignee = None if hide else task.assignee
    found = can_and_cannot(seen, task)
    can = tuple(word for word, why in found.items() if not why)
    sits = mark(seen.actor, (task.state, task.assignee_id, task.role, task.organisation_id), seen.live.hands_of(task))
    return TaskBrief(
        id=task.id, case=seen.case.number, node=task.node, title=task.title, role=task.role,
        organisation=task.organisation.name if task.organisation else None, item=task.item or None,
        legal_basis=task.article, assignee=assignee.login if assignee else None,
        assignee_name=assignee.name if assignee else None, state=task.state, opened_at=task.opened_at,
        first_seen_at=task.first_seen_at, ended_at=task.ended_at, target_at=task.target_at, due_at=task.due_at,
        note=task.note, seat=sits.seat, acting_for=None if hide else _stead(task, sits),
        signed=None if seen.subject_side else sits.signed, can=can,
        why_not=found["complete"] if task.state == "open" else "",
        return_to=_steps_back(seen, task) if "return" in can else (), signing=task.signing or None,
        answered=task.state == "open" and task.answers is not None, signers=signers_of(seen, task),
        reminders=reminders_of(seen, task.id))


def _stead(task: Task, sits: Mark) -> str | None:
    return task.absent.name if task.absent else sits.acting_for


def _steps_back(seen: Seen, task: Task) -> tuple[Step, ...]:
    return tuple(Step(one.node, one.title, one.around) for one in return_targets(seen.session, seen.live, task))


def form_shown(seen: Seen, task: Task) -> Form:
    """The form of the reader's seat: a signer whom a colleague asked has another than the task's own."""
    return form_of(seen.live, task, _seat(seen, task))


def _seat(seen: Seen, task: Task) -> Seat | None:
    try:
        return seats.aside(seen.ctx, seen.live, task)
    except Refusal:
        return None


def _world(seen: Seen, task: Task) -> World:
    return World(seen.session, seen.actor, seen.ctx.now, case=seen.case, task=task)


def _shown_answers(seen: Seen, task: Task, brief: TaskBrief) -> Mapping[str, Any] | None:
    """A draft is for who works on it; what was answered is for the organs, and for the subject what is meant for it."""
    if task.state == "open":
        return draft_shown(seen, task, brief)
    if task.answers is None or not seen.subject_side or task.role == access.SUBJECT:
        return task.answers
    return subject_answers(form_shown(seen, task).fields, task.answers)


def draft_shown(seen: Seen, task: Task, brief: TaskBrief) -> Mapping[str, Any] | None:
    """One's own opinion in the making; the holder also reads what a delegate drafts and what waits for signatures."""
    seat = _seat(seen, task)
    if seat is not None and seat.kind == "signer" and seat.hand is not None:
        return seat.hand.saved
    return task.answers or task.saved if "save" in brief.can or brief.seat == "holder" else None
