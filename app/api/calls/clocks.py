"""Statutory clocks, each date explained day by day; pause, resume, extend."""

from __future__ import annotations

from typing import Any

from app.api.bodies import ClockBody, DeadlineQuery, ExtendBody, ResumeBody
from app.api.calls.cases import ON_CASE, known
from app.api.door import Ask, call
from app.api.shapes import OBJECT, paged
from app.queries import deadlines
from app.queries.reading import reading
from app.queries.seen import read_number
from app.services.extend_deadline import extend_deadline
from app.services.pause_deadline import pause_deadline
from app.services.resume_deadline import resume_deadline


@call("GET", "/deadlines", paged(deadlines.DeadlineView), query=DeadlineQuery)
def list_deadlines(ask: Ask) -> Any:
    """可以看的事项的期限，新的在前"""
    q = ask.query
    number = read_number(q["case"]) if "case" in q else None
    with reading() as session:
        return deadlines.list_deadlines(session, ask.actor, state=q.get("state"), case=number,
                                        procedure=q.get("procedure"), cursor=q.get("page"), size=q["size"])


@call("GET", "/deadlines/{id}", deadlines.DeadlineView)
def get_deadline(ask: Ask, id: int) -> Any:
    """一个期限，连同逐日的算法"""
    with reading() as session:
        return deadlines.find_deadline(session, ask.actor, id)


def clock_arguments(ask: Ask) -> dict[str, Any]:
    kept = {k: v for k, v in ask.body.items() if k != "deadline"}
    return {**kept, "deadline_id": ask.body.get("deadline")}


@call("POST", "/cases/{number}/pause", OBJECT, body=ClockBody, verb="pause", refusals=ON_CASE)
def pause(ask: Ask, number: str) -> Any:
    """中止一个期限；法律没有允许的，一律拒绝"""
    return ask.perform(pause_deadline, number=known(number), **clock_arguments(ask))


@call("POST", "/cases/{number}/resume", OBJECT, body=ResumeBody, verb="resume", refusals=ON_CASE)
def resume(ask: Ask, number: str) -> Any:
    """恢复一个中止的期限"""
    return ask.perform(resume_deadline, number=known(number), **clock_arguments(ask))


@call("POST", "/cases/{number}/extend", OBJECT, body=ExtendBody, verb="extend", refusals=ON_CASE)
def extend(ask: Ask, number: str) -> Any:
    """申请延长期限，或者由有权的负责人延长"""
    return ask.perform(extend_deadline, number=known(number), **clock_arguments(ask))
