"""What a batch would do before it does it: which of the chosen tasks a verb would take, why not the others, and who
could be given all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.errors import NotFound
from app.models import Person, Task
from app.queries.offers import refused
from app.queries.seen import Seen, see_task
from app.queries.task_page import Candidate
from app.services.colleagues import possible_drafters
from app.services.transfer_task import candidates

MOST = 200


@dataclass(frozen=True)
class Chosen:
    """`why_not` is empty where the verb would take the task now."""

    id: int
    case: str
    title: str
    subject: str
    holder: str
    why_not: str = ""


@dataclass(frozen=True)
class Batch:
    """`receivers`: people who may be given each of the tasks that can be handed over."""

    able: tuple[Chosen, ...]
    unable: tuple[Chosen, ...]
    receivers: tuple[Candidate, ...]


RECEIVERS: Mapping[str, Callable[[Seen, Task], Iterable[Person]]] = {
    "transfer": lambda seen, task: candidates(seen.ctx, seen.live, task),
    "delegate": lambda seen, task: (person for person, _ in possible_drafters(seen.ctx, seen.live, task)),
}


def preview_batch(session: Session, actor: Actor, word: str, ids: Iterable[int]) -> Batch:
    """Asks the verb's own checks of every task chosen, by the contract's word for it; tasks that may not be known are
    left out."""
    able: list[tuple[Chosen, Seen, Task]] = []
    unable: list[Chosen] = []
    for seen, task in _known(session, actor, ids):
        why_not = refused(seen, task, word)
        if why_not:
            unable.append(replace(_chosen(seen, task), why_not=why_not))
        else:
            able.append((_chosen(seen, task), seen, task))
    given = RECEIVERS.get(word)
    receivers = _shared([(task, given(seen, task)) for _, seen, task in able]) if given else ()
    return Batch(tuple(chosen for chosen, *_ in able), tuple(unable), receivers)


def chosen(session: Session, actor: Actor, ids: Iterable[int]) -> dict[int, Chosen]:
    """The tasks by id, to tell of each what became of it."""
    return {task.id: _chosen(seen, task) for seen, task in _known(session, actor, ids)}


def _known(session: Session, actor: Actor, ids: Iterable[int]) -> Iterable[tuple[Seen, Task]]:
    for task_id in list(dict.fromkeys(ids))[:MOST]:
        try:
            yield see_task(session, actor, task_id)
        except NotFound:
            continue


def _chosen(seen: Seen, task: Task) -> Chosen:
    holder = task.assignee.name if task.assignee else ""
    subject = seen.case.subject.name if seen.case.subject else ""
    return Chosen(task.id, seen.case.number, task.title, subject, holder)


def _shared(found: list[tuple[Task, Iterable[Person]]]) -> tuple[Candidate, ...]:
    """Who fits every task; whoever holds all of them already is no choice."""
    shared: dict[str, Candidate] | None = None
    for _, people in found:
        fit = {person.login: Candidate(person.login, person.name) for person in people}
        shared = fit if shared is None else {login: one for login, one in shared.items() if login in fit}
    held = {task.assignee.login for task, _ in found if task.assignee}
    return tuple(one for one in (shared or {}).values() if held != {one.login})
