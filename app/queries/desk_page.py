"""All that a case handler reads beside a case or a task, gathered in one look: the same parts that the API tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.models import Case, Copy, Entry, EntryVersion, Organisation, Person, Task
from app.procedures import Form
from app.queries.archive import as_keys
from app.queries.as_answered import AsAnswered, named_in
from app.queries.called import Called, called_of
from app.queries.case_page import CaseView, view
from app.queries.cases import CaseFilters, CaseItem, list_cases
from app.queries.comments import CommentView, comments_of
from app.queries.documents import Attachment, DocumentView, attachments_of, documents_of
from app.queries.seen import Seen, see_case, see_task
from app.queries.story import Story, story_of
from app.queries.task_page import TaskBrief, brief_of, draft_shown, form_shown
from app.services.world import World

OTHERS = 5


@dataclass(frozen=True)
class Answered:
    """One form as it was answered: the application, a message, a step done."""

    title: str
    by: str
    at: datetime | None
    form: Form
    world: World
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class RecordLine:
    """A record that the case is about."""

    key: str
    title: str
    source: str
    dated: date
    marks: tuple[str, ...]


@dataclass(frozen=True)
class CasePage:
    """`others`: open cases of the same subject that this reader may see; `twins`, by number, those among them that ask
    the same: of the same procedure, about one of the same records (or neither about any)."""

    case: CaseView
    story: Story
    called: tuple[Called, ...]
    documents: tuple[DocumentView, ...]
    attachments: tuple[Attachment, ...]
    comments: tuple[CommentView, ...]
    answered: tuple[Answered, ...]
    records: tuple[RecordLine, ...]
    others: tuple[CaseItem, ...]
    twins: frozenset[str]


@dataclass(frozen=True)
class TaskPage(CasePage):
    task: TaskBrief
    form: Form
    world: World
    saved: Mapping[str, Any]


def case_page(session: Session, actor: Actor, number: str) -> CasePage:
    """Raises NotFound for a case that may not be known."""
    return CasePage(**_parts(see_case(session, actor, number)))


def task_page(session: Session, actor: Actor, task_id: int) -> TaskPage:
    """Raises NotFound for a task that may not be known."""
    seen, task = see_task(session, actor, task_id)
    parts = _parts(seen)
    brief = next((one for one in parts["case"].tasks if one.id == task.id), None) or brief_of(seen, task)
    given = task.answers if task.state == "done" else draft_shown(seen, task, brief)
    form, world = form_shown(seen, task), _world(seen, task)
    if task.state == "done":
        world = AsAnswered(seen, named_in(seen, (form, given or {})), task)
    return TaskPage(**parts, task=brief, form=form, world=world, saved=given or {})


def words_of(session: Session, actor: Actor, number: str) -> dict[str, str]:
    """What the case's procedure calls its steps, limits, letters, messages and ends, by their keys; the records that
    it has changed by theirs, and whom it was copied to by the words of copy_task."""
    seen = see_case(session, actor, number)
    p = seen.live.running.procedure
    changed = (sa.select(Entry.key, Entry.title).join(EntryVersion, EntryVersion.entry_id == Entry.id)
               .where(EntryVersion.case_id == seen.case.id))
    found: dict[str, str] = dict(session.execute(changed).all())
    found |= {n.id: n.title for n in p.nodes.values()} | {o.id: o.title for o in p.outcomes}
    found |= {key: limit.title for key, limit in p.limits.items()}
    found |= {key: letter.title for key, letter in p.letters.items()}
    return found | {key: message.title for key, message in p.messages.items()} | _receivers(seen)


def _receivers(seen: Seen) -> dict[str, str]:
    query = (sa.select(Person.login, Person.name, Copy.role, Copy.organisation_id, Organisation.name)
             .select_from(Copy).outerjoin(Person, Person.id == Copy.person_id)
             .outerjoin(Organisation, Organisation.id == Copy.organisation_id).where(Copy.case_id == seen.case.id))
    return {login or f"{role}@{organ_id}": name or f"{organ}的一个岗位"
            for login, name, role, organ_id, organ in seen.session.execute(query)}


def _parts(seen: Seen) -> dict[str, Any]:
    case, others = view(seen), _others(seen)
    return {
        "case": case, "story": story_of(seen), "called": called_of(seen),
        "documents": documents_of(seen), "attachments": attachments_of(seen),
        "comments": comments_of(seen), "answered": _answered(seen), "records": _records(seen),
        "others": others, "twins": _twins(seen, others),
    }


def _form(seen: Seen, name: str) -> Form:
    return seen.live.running.procedure.forms[name]


def _world(seen: Seen, task: Task | None = None) -> World:
    return World(seen.session, seen.actor, seen.ctx.now, case=seen.case, task=task)


def _answered(seen: Seen) -> tuple[Answered, ...]:
    """The application first, then messages, then the steps in the order in which they were done."""
    told = [] if seen.case.erased_at else [*_brought(seen), *_done(seen)]
    named = named_in(seen, *((one.form, one.answers) for _, one in told))
    return tuple(replace(one, world=AsAnswered(seen, named, task)) for task, one in told)


def _brought(seen: Seen) -> Iterator[tuple[None, Answered]]:
    case, procedure, world = seen.case, seen.live.running.procedure, _world(seen)
    if door := procedure.doors.get(case.door):
        name = case.subject.name if case.subject else ""
        yield None, Answered("申请内容", name, case.opened_at, _form(seen, door.form), world, case.answers)
    for key, answers in case.answers.items():
        message = procedure.messages.get(key.removeprefix("message:")) if key.startswith("message:") else None
        if message:
            yield None, Answered(message.title, "", None, _form(seen, message.form), world, answers)


def _done(seen: Seen) -> Iterator[tuple[Task, Answered]]:
    world = _world(seen)
    for task in (one for one in seen.tasks if one.state == "done" and one.answers):
        who = (task.assignee.name if task.assignee else "", task.organisation.name if task.organisation else "")
        by = "，".join(part for part in who if part)
        yield task, Answered(task.title, by, task.ended_at, _form(seen, task.form), world, task.answers or {})


def _records(seen: Seen) -> tuple[RecordLine, ...]:
    keys = _world(seen).rows_of_case()
    rows = seen.session.scalars(sa.select(Entry).where(Entry.key.in_(keys)).order_by(Entry.id))
    return tuple(RecordLine(e.key, e.title, e.organisation.name if e.organisation else "", e.dated,
                            tuple(e.data.get("marks") or ())) for e in rows)


def _others(seen: Seen) -> tuple[CaseItem, ...]:
    subject = seen.case.subject
    if subject is None:
        return ()
    found = list_cases(seen.session, seen.actor, CaseFilters(subject=subject.key, status="open"), size=OTHERS + 1)
    return tuple(one for one in found.items if one.number != seen.case.number)[:OTHERS]


def _twins(seen: Seen, others: tuple[CaseItem, ...]) -> frozenset[str]:
    alike = [one.number for one in others if one.procedure == seen.case.procedure]
    mine = set(as_keys(seen.case.answers.get("records")))
    found = seen.session.execute(sa.select(Case.number, Case.answers).where(Case.number.in_(alike))) if alike else ()
    asked = {number: set(as_keys(answers.get("records"))) for number, answers in found}
    return frozenset(number for number, keys in asked.items() if keys & mine or (not keys and not mine))
