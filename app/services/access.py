"""Who may know of a case and of a task. Who may work on a task, and in which seat, is seats.py's."""

from __future__ import annotations

from app.domain.actor import Actor
from app.errors import NotFound
from app.models import Case, Task

SUBJECT = "subject"  # the role of a task that is asked of the credit subject
OVERSEERS = ("supervisor", "auditor")  # see every case; the auditor decides nothing
ADMINISTRATORS = frozenset({"admin", "secadmin", "auditadmin"})  # of system, security, audit: see no case
APART = ADMINISTRATORS | {"auditor"}  # who keeps or watches the house works on no case, in whichever organ they sit
HEADS = {"credit_center_clerk": "credit_center_reviewer", "dept_handler": "dept_chief",
         "credit_authority_handler": "credit_authority_chief"}


def organisations(actor: Actor) -> frozenset[int]:
    """Where somebody works on cases."""
    return frozenset(p.organisation_id for p in actor.posts if p.organisation_id and p.role not in APART)


def is_officer(actor: Actor) -> bool:
    """Works on cases somewhere, or oversees those who do."""
    return bool(organisations(actor) or actor.roles & set(OVERSEERS))


def is_subject(actor: Actor, case: Case) -> bool:
    return actor.stands_for(case.subject_id)


def is_officer_of(actor: Actor, case: Case, task_organisations: frozenset[int]) -> bool:
    """Works in an organ that accepted the case or has, or had, a task in it."""
    mine = organisations(actor)
    return case.organisation_id in mine or bool(mine & task_organisations)


def works_on(actor: Actor, case: Case, task_organisations: frozenset[int]) -> bool:
    """Has a part in deciding it, or drives it on: more than to read it."""
    return is_officer_of(actor, case, task_organisations) or "supervisor" in actor.roles


def has_stepped_aside(actor: Actor, case: Case) -> bool:
    """回避: the case is closed for them, at every door and for every move."""
    return actor.person_id is not None and actor.person_id in (case.recused or ())


def may_see(actor: Actor, case: Case, task_organisations: frozenset[int]) -> bool:
    if not actor.is_person:
        return actor.kind in ("clock", "operator")
    if has_stepped_aside(actor, case):
        return False
    return (is_subject(actor, case) or bool(actor.roles & set(OVERSEERS))
            or is_officer_of(actor, case, task_organisations))


def must_see(actor: Actor, case: Case | None, task_organisations: frozenset[int]) -> Case:
    """A case that may not be known answers as though it did not exist; one that somebody stepped aside from says so."""
    if case is not None and has_stepped_aside(actor, case):
        raise NotFound("您对这件事项已经回避，不能再看，也不能再办。", code="recused")
    if case is None or not may_see(actor, case, task_organisations):
        raise NotFound()
    return case


def must_know(actor: Actor, task: Task, case: Case) -> None:
    """The subject knows of the tasks that are asked of it and of no others: acting answers as reading does."""
    mine = organisations(actor)
    officer = {case.organisation_id, task.organisation_id} & mine or actor.roles & set(OVERSEERS)
    if task.role != SUBJECT and is_subject(actor, case) and not officer:
        raise NotFound()


def is_head(actor: Actor, task: Task) -> bool:
    """The head of the task's organ, who may hand its work to another."""
    head = HEADS.get(task.role, task.role)
    return actor.holds(head, task.organisation_id) is not None or "supervisor" in actor.roles
