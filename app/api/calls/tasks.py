"""Tasks: lists, one, and every act on one."""

from __future__ import annotations

from typing import Any

from app.api.bodies import AnswersBody, OnCase, Paged, RecallBody, ReturnBody, TaskFormBody, TaskQuery, TransferBody
from app.api.door import Ask, call
from app.api.shapes import FORM, OBJECT, paged
from app.queries import task_page, worklist
from app.queries.reading import reading
from app.services.claim_task import claim_task
from app.services.complete_task import complete_task
from app.services.execute import execute
from app.services.recall_task import recall_task
from app.services.release_task import release_task
from app.services.return_task import return_task
from app.services.save_task import save_task
from app.services.see_task import see_task
from app.services.transfer_task import transfer_task

ON_TASK = (403, 404, 409, 503)
FILTERS = ("case", "procedure", "overdue", "q", "node", "role", "assignee")
WORK = frozenset({"save", "claim", "complete"})


@call("GET", "/tasks", paged(worklist.WorkItem), query=TaskQuery, refusals=(403,))
def list_tasks(ask: Ask) -> Any:
    """待办；不写 scope 时，是我的和本组的"""
    q = ask.query
    filters = worklist.Filters(**{name: q.get(name) for name in FILTERS})
    with reading() as session:
        return worklist.inbox(session, ask.actor, scope=q.get("scope"), filters=filters, sort=q.get("sort"),
                              cursor=q.get("page"), size=q["size"])


@call("GET", "/tasks/{id}", task_page.TaskView)
def get_task(ask: Ask, id: int) -> Any:
    """一项待办和它的表；能办的人第一次打开会记下来"""
    with reading() as session:
        found = task_page.find_task(session, ask.actor, id)
        if found.first_seen_at is not None or not WORK & set(found.can):
            return found
    execute(see_task, actor=ask.actor, task_id=id)
    with reading() as session:
        return task_page.find_task(session, ask.actor, id)


@call("GET", "/tasks/{id}/candidates", paged(task_page.Candidate), query=Paged, refusals=(403, 409))
def get_candidates(ask: Ask, id: int) -> Any:
    """可以转办给谁"""
    with reading() as session:
        return task_page.list_candidates(session, ask.actor, id)


@call("POST", "/tasks/{id}/form", FORM, body=TaskFormBody)
def task_form(ask: Ask, id: int) -> Any:
    """按这些答案，表里现在有哪些字段"""
    with reading() as session:
        return task_page.refresh_form(session, ask.actor, id, ask.body["answers"])


@call("PUT", "/tasks/{id}/saved", OBJECT, body=AnswersBody, verb="save", refusals=ON_TASK)
def save(ask: Ask, id: int) -> Any:
    """保存填到一半的内容"""
    return ask.perform(save_task, task_id=id, **ask.body)


@call("POST", "/tasks/{id}/claim", OBJECT, body=OnCase, verb="claim", refusals=ON_TASK)
def claim(ask: Ask, id: int) -> Any:
    """签收"""
    return ask.perform(claim_task, task_id=id, **ask.body)


@call("POST", "/tasks/{id}/release", OBJECT, body=OnCase, verb="release", refusals=ON_TASK)
def release(ask: Ask, id: int) -> Any:
    """退签，还给本组"""
    return ask.perform(release_task, task_id=id, **ask.body)


@call("POST", "/tasks/{id}/complete", OBJECT, body=AnswersBody, verb="complete", refusals=ON_TASK)
def complete(ask: Ask, id: int) -> Any:
    """办结这一步；本组的待办办结即签收"""
    return ask.perform(complete_task, task_id=id, **ask.body)


@call("POST", "/tasks/{id}/transfer", OBJECT, body=TransferBody, verb="transfer", refusals=ON_TASK)
def transfer(ask: Ask, id: int) -> Any:
    """转办给另一个人"""
    return ask.perform(transfer_task, task_id=id, **ask.body)


@call("POST", "/tasks/{id}/return", OBJECT, body=ReturnBody, verb="return", refusals=ON_TASK)
def return_(ask: Ask, id: int) -> Any:
    """退回前面的步骤；straight_back 表示改好后直接送回这里"""
    return ask.perform(return_task, task_id=id, **ask.body)


@call("POST", "/tasks/{id}/recall", OBJECT, body=RecallBody, verb="recall", refusals=ON_TASK)
def recall(ask: Ask, id: int) -> Any:
    """撤回刚办完的一步，下一步还没有人打开时才可以"""
    return ask.perform(recall_task, task_id=id, **ask.body)
