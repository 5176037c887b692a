"""Registers and subjects, own or with a purpose; each reading of another's data is noted for its subject."""

from __future__ import annotations

from typing import Any

from app.api.bodies import EntryQuery, FindBody, OneEntryQuery
from app.api.door import Ask, call
from app.api.shapes import paged
from app.queries import registers
from app.queries.purposes import purpose_of
from app.queries.reading import reading
from app.services.execute import execute
from app.services.note_reading import note_reading

OWN_SOURCE = "查看本单位提供的信息"


@call("GET", "/registers/{name}", paged(registers.EntryItem), query=EntryQuery, refusals=(403,))
def list_entries(ask: Ask, name: str) -> Any:
    """自己的记录；写明目的时是那一个主体的记录：正在办理的事项编号，或者政务应用清单一项的 id 连同 subject 和 matter"""
    q = ask.query
    with reading() as session:
        purpose = purpose_of(session, ask.actor, name, q.get("purpose"), q.get("subject"), q.get("matter"))
        found = registers.list_entries(session, ask.actor, name, purpose=purpose, q=q.get("q"), cursor=q.get("page"),
                                       size=q["size"])
    if purpose:
        execute(note_reading, actor=ask.actor, what="list", **purpose.noted)
    return found


@call("GET", "/registers/{name}/{key}", registers.EntryView, query=OneEntryQuery, refusals=(403,))
def get_entry(ask: Ask, name: str, key: str) -> Any:
    """一条记录，连同变动和查阅"""
    q = ask.query
    with reading() as session:
        purpose = purpose_of(session, ask.actor, name, q.get("purpose"), q.get("subject"), q.get("matter"))
        found = registers.find_entry(session, ask.actor, name, key, purpose=purpose)
    noted = purpose.noted if purpose else {"purpose": OWN_SOURCE}
    execute(note_reading, actor=ask.actor, what="entry", entry_key=key, **noted)
    return found


@call("POST", "/subjects/find", paged(registers.FoundSubject), body=FindBody, refusals=(403,))
def find_subjects(ask: Ask) -> Any:
    """按名称或者完整的代码查找信用主体，供窗口代录"""
    with reading() as session:
        return registers.find_subjects(session, ask.actor, ask.body["q"], ask.body.get("purpose"))
