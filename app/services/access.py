"""Who may see a case and who may work a task: the one place where it is decided, for every door and every move."""

from __future__ import annotations

from app.domain.actor import Actor, Post
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import Case, Task

SUBJECT = "subject"  # the role of a task that is asked of the credit subject
OVERSEERS = ("supervisor", "auditor")  # see every case; the auditor decides nothing
HEADS = {"credit_center_clerk": "credit_center_reviewer", "dept_handler": "dept_chief",
         "credit_authority_handler": "credit_authority_chief"}


def organisations(actor: Actor) -> frozenset[int]:
    return frozenset(post.organisation_id for post in actor.posts if post.organisation_id)


def is_subject(actor: Actor, case: Case) -> bool:
    return actor.stands_for(case.subject_id)


def is_officer_of(actor: Actor, case: Case, task_organisations: frozenset[int]) -> bool:
    """Works in an organ that accepted the case or has, or had, a task in it."""
    mine = organisations(actor)
    return case.organisation_id in mine or bool(mine & task_organisations)


def works_on(actor: Actor, case: Case, task_organisations: frozenset[int]) -> bool:
    """Has a part in deciding it, or drives it on: more than to read it."""
    return is_officer_of(actor, case, task_organisations) or "supervisor" in actor.roles


def may_see(actor: Actor, case: Case, task_organisations: frozenset[int]) -> bool:
    if not actor.is_person:
        return actor.kind in ("clock", "operator")
    return (is_subject(actor, case) or bool(actor.roles & set(OVERSEERS))
            or is_officer_of(actor, case, task_organisations))


def must_see(actor: Actor, case: Case | None, task_organisations: frozenset[int]) -> Case:
    """A case that may not be known answers as though it did not exist."""
    if case is None or not may_see(actor, case, task_organisations):
        raise NotFound()
    return case


def posts_for(actor: Actor, task: Task, case: Case) -> tuple[Post, ...]:
    if task.role == SUBJECT:
        return ()
    return actor.posts_with(task.role, task.organisation_id)


def is_candidate(actor: Actor, task: Task, case: Case) -> bool:
    """May take the task: holds its post, or is the subject it is asked of."""
    if task.role == SUBJECT:
        return is_subject(actor, case)
    return bool(posts_for(actor, task, case))


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


def must_work(actor: Actor, task: Task, case: Case) -> None:
    """The task is open and this actor may work on it now. Raises NotFound, Conflict or NotAllowed."""
    must_know(actor, task, case)
    if task.state != "open":
        raise Conflict("这项待办已经办过了。" if task.state == "done" else "这项待办已经取消，不用再办。",
                       by=_doer(task), at=task.ended_at)
    if case.status == "suspended":
        raise Conflict("事项已经中止，恢复以后才能继续办理。", code="suspended")
    if not is_candidate(actor, task, case):
        raise NotAllowed("这项待办不由您办理。")
    if task.assignee_id not in (None, actor.person_id):
        raise Conflict(f"{_doer(task)}已经签收了这项待办。", by=_doer(task), at=task.first_seen_at)
    must_choose_post(actor, task, case)


def must_choose_post(actor: Actor, task: Task, case: Case) -> None:
    """Who could act in several posts says which (contract: `as`)."""
    posts = posts_for(actor, task, case)
    if len(posts) > 1 and actor.as_post not in {post.id for post in posts}:
        raise Invalid({"as": ["您有几个岗位都能办这件事，请写明以哪个岗位办理。"]})


def _doer(task: Task) -> str:
    return task.assignee.name if task.assignee else "其他人"
