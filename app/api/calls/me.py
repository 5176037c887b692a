"""Who I am, and which procedures there are."""

from __future__ import annotations

from typing import Any

from app.api.bodies import FormBody, Paged
from app.api.door import Ask, call
from app.api.shapes import FORM, paged
from app.queries import people, procedures
from app.queries.reading import reading


@call("GET", "/me", people.Me)
def me(ask: Ask) -> Any:
    """岗位、可以代表的信用主体、代办关系"""
    with reading() as session:
        return people.me(session, ask.actor)


@call("GET", "/procedures", paged(procedures.ProcedureView), query=Paged)
def list_procedures(ask: Ask) -> Any:
    """已经发布的程序"""
    with reading() as session:
        return procedures.list_procedures(session, ask.actor)


@call("GET", "/procedures/{slug}", procedures.ProcedureDetail)
def get_procedure(ask: Ask, slug: str) -> Any:
    """一个程序和它的申请表"""
    with reading() as session:
        return procedures.find_procedure(session, ask.actor, slug)


@call("POST", "/procedures/{slug}/form", FORM, body=FormBody)
def start_form(ask: Ask, slug: str) -> Any:
    """按这些答案，申请表现在有哪些字段"""
    b = ask.body
    with reading() as session:
        return procedures.refresh_start(session, ask.actor, slug, b["answers"], door=b.get("door"),
                                        on_behalf_of=b.get("on_behalf_of"), follows=b.get("follows"))
