"""Tasks: lists, one, and what reading one needs. Every act on one is acts.py."""

from __future__ import annotations

from typing import Any

from app.api.bodies import CandidateQuery, ReminderQuery, TaskFormBody, TaskQuery
from app.api.door import Ask, call
from app.api.shapes import FORM, paged
from app.queries import reminders, task_page, worklist
from app.queries.reading import reading
from app.services.execute import execute
from app.services.see_task import see_task

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


@call("GET", "/reminders", paged(reminders.OpenReminder), query=ReminderQuery)
def list_reminders(ask: Ask) -> Any:
    """还没有回复的督办和没办结的催办；有 answer_by 的是督办"""
    with reading() as session:
        return reminders.open_reminders(session, ask.actor, ask.query["side"], cursor=ask.query.get("page"),
                                        size=ask.query["size"])


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


@call("GET", "/tasks/{id}/candidates", paged(task_page.Candidate), query=CandidateQuery, refusals=(403, 409))
def get_candidates(ask: Ask, id: int) -> Any:
    """可以转办、委派给谁，可以请谁会签"""
    with reading() as session:
        return task_page.list_candidates(session, ask.actor, id, ask.query["for_"])


@call("POST", "/tasks/{id}/form", FORM, body=TaskFormBody)
def task_form(ask: Ask, id: int) -> Any:
    """按这些答案，表里现在有哪些字段"""
    with reading() as session:
        return task_page.refresh_form(session, ask.actor, id, ask.body["answers"])
