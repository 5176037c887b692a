"""What a batch would do before it does it: which of the chosen tasks can be claimed or handed over, and why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.errors import NotFound
from app.models import Task
from app.queries.offers import refused
from app.queries.seen import Seen, see_task
from app.queries.task_page import Candidate
from app.services.transfer_task import candidates

Verb = Literal["claim", "transfer"]
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

    verb: Verb
    able: tuple[Chosen, ...]
    unable: tuple[Chosen, ...]
    receivers: tuple[Candidate, ...]


def preview_batch(session: Session, actor: Actor, verb: Verb, ids: Iterable[int]) -> Batch:
    """Asks the verb's own checks of every task chosen; those that may not be known are left out."""
    able: list[tuple[Chosen, Seen, Task]] = []
    unable: list[Chosen] = []
    for seen, task in _known(session, actor, list(dict.fromkeys(ids))[:MOST]):
        chosen = _chosen(seen, task, refused(seen, task, verb))
        if chosen.why_not:
            unable.append(chosen)
        else:
            able.append((chosen, seen, task))
    receivers = _receivers([(seen, task) for _, seen, task in able]) if verb == "transfer" else ()
    return Batch(verb, tuple(chosen for chosen, *_ in able), tuple(unable), receivers)


def _known(session: Session, actor: Actor, ids: list[int]) -> Iterable[tuple[Seen, Task]]:
    for task_id in ids:
        try:
            yield see_task(session, actor, task_id)
        except NotFound:
            continue


def _chosen(seen: Seen, task: Task, why_not: str) -> Chosen:
    holder = task.assignee.name if task.assignee else ""
    subject = seen.case.subject.name if seen.case.subject else ""
    return Chosen(task.id, seen.case.number, task.title, subject, holder, why_not)


def _receivers(found: list[tuple[Seen, Task]]) -> tuple[Candidate, ...]:
    shared: dict[str, Candidate] | None = None
    for seen, task in found:
        fit = {p.login: Candidate(p.login, p.name) for p in candidates(seen.ctx, seen.live, task)}
        shared = fit if shared is None else {login: one for login, one in shared.items() if login in fit}
    held = {task.assignee.login for _, task in found if task.assignee}
    return tuple(one for one in (shared or {}).values() if held != {one.login})
