"""One task as people and programs read it: whose, by when, what may be done with it now, and its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.errors import NotAllowed, NotFound
from app.models import Case, Task
from app.procedures import Form, describe
from app.queries.masking import subject_answers
from app.queries.offers import offered
from app.queries.seen import Seen, see_task
from app.queries.task_fields import TaskFields
from app.queries.told import ReminderView, reminders_of
from app.services import access
from app.services.copy_task import Receiver, receivers
from app.services.house import house
from app.services.return_task import return_targets
from app.services.transfer_task import candidates, must_hand_over
from app.services.world import World

_FORM = sa.select(Task.form, Case.release_id).join(Case, Case.id == Task.case_id).where(Task.id == sa.bindparam("task"))


@dataclass(frozen=True)
class Step:
    """`around`: the called part that is left as a whole, where coming straight back begins it anew; mostly empty."""

    node: str
    title: str
    around: str


@dataclass(frozen=True)
class TaskBrief(TaskFields):
    """Contract: *A task*, without its form and what was filled in."""

    can: tuple[str, ...]
    return_to: tuple[Step, ...]
    reminders: tuple[ReminderView, ...]


@dataclass(frozen=True)
class TaskView(TaskBrief):
    """`version` is the case's: what a POST may send along so as not to act on what has moved."""

    version: int
    saved: Mapping[str, Any] | None
    form: Mapping[str, Any]


@dataclass(frozen=True)
class Candidate:
    login: str
    name: str


def find_task(session: Session, actor: Actor, task_id: int) -> TaskView:
    """Raises NotFound for a task that may not be known."""
    seen, task = see_task(session, actor, task_id)
    brief = brief_of(seen, task)
    shown = _shown_answers(seen, task, brief)
    form = describe(_form(seen, task), shown or {}, _world(seen, task))
    return TaskView(**vars(brief), version=seen.case.version, saved=shown if task.state == "open" else None, form=form)


def refresh_form(session: Session, actor: Actor, task_id: int, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields that apply to these answers."""
    seen, task = see_task(session, actor, task_id)
    return describe(_form(seen, task), answers, _world(seen, task))


def task_form(session: Session, actor: Actor, task_id: int) -> tuple[Form, World]:
    """For a page that draws the form itself: the frozen form, and the world that it asks."""
    seen, task = see_task(session, actor, task_id)
    return _form(seen, task), _world(seen, task)


def form_sent(session: Session, task_id: int) -> Form:
    """The frozen form that a page sent for a task is read by. Whether its sender may send it, the verb says."""
    found = session.execute(_FORM, {"task": task_id}).one_or_none() if 0 < task_id < 2**31 else None
    if found is None:
        raise NotFound()
    return house().release(session, found.release_id).procedure.forms[found.form]


def list_candidates(session: Session, actor: Actor, task_id: int) -> tuple[Candidate, ...]:
    """Who may be given the task. Raises NotAllowed for who may not hand it over."""
    seen, task = see_task(session, actor, task_id)
    if task.state == "open":
        must_hand_over(seen.ctx, seen.live, task)
    elif seen.subject_side:
        raise NotAllowed()
    return tuple(Candidate(p.login, p.name) for p in candidates(session, task) if p.id != task.assignee_id)


def list_receivers(session: Session) -> tuple[Receiver, ...]:
    """People, each in the first of their posts, and posts that a case may be copied to."""
    return tuple({one.word: one for one in reversed(receivers(session))}.values())


def brief_of(seen: Seen, task: Task) -> TaskBrief:
    hide = seen.subject_side and task.assignee_id != seen.actor.person_id
    assignee = None if hide else task.assignee
    can = offered(seen, task)
    return TaskBrief(
        id=task.id, case=seen.case.number, node=task.node, title=task.title, role=task.role,
        organisation=task.organisation.name if task.organisation else None, item=task.item or None,
        legal_basis=task.article, assignee=assignee.login if assignee else None,
        assignee_name=assignee.name if assignee else None, state=task.state, opened_at=task.opened_at,
        first_seen_at=task.first_seen_at, ended_at=task.ended_at, target_at=task.target_at, due_at=task.due_at,
        note=task.note, can=can, return_to=_steps_back(seen, task) if "return" in can else (),
        reminders=reminders_of(seen, task.id))


def _steps_back(seen: Seen, task: Task) -> tuple[Step, ...]:
    return tuple(Step(one.node, one.title, one.around) for one in return_targets(seen.session, seen.live, task))


def _form(seen: Seen, task: Task) -> Form:
    return seen.live.running.procedure.forms[task.form]


def _world(seen: Seen, task: Task) -> World:
    return World(seen.session, seen.actor, seen.ctx.now, case=seen.case, task=task)


def _shown_answers(seen: Seen, task: Task, brief: TaskBrief) -> Mapping[str, Any] | None:
    """A draft is for who works on it; what was answered is for the organs, and for the subject what is meant for it."""
    if task.state == "open":
        return task.saved if "save" in brief.can else None
    if task.answers is None or not seen.subject_side or task.role == access.SUBJECT:
        return task.answers
    return subject_answers(_form(seen, task).fields, task.answers)
