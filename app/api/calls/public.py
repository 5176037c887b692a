"""What anybody may ask without signing in: a status by number and code, public registers."""

from __future__ import annotations

from typing import Any

from flask import request

from app.api.bodies import Nothing, PublicQuery, StatusQuery
from app.api.door import Ask, call
from app.api.shapes import paged
from app.queries import public_status, registers
from app.queries.reading import reading
from app.services.look_up import counted

LIMITED = (404, 429)


@call("GET", "/public/status", public_status.PublicStatus, query=StatusQuery, anyone=True, refusals=LIMITED)
def status_by_address(ask: Ask) -> Any:
    """按编号和查询码查进度（给程序用；网页请用 POST，查询码不进日志）"""
    return find(ask.query["number"], ask.query["code"])


@call("POST", "/public/status", public_status.PublicStatus, body=StatusQuery, query=Nothing, anyone=True,
      refusals=LIMITED)
def status(ask: Ask) -> Any:
    """按编号和查询码查进度"""
    return find(ask.body["number"], ask.body["code"])


def find(number: str, code: str) -> public_status.PublicStatus:
    with counted(number, request.remote_addr or ""), reading() as session:
        return public_status.find_status(session, number, code)


@call("GET", "/public/registers/{name}", paged(registers.EntryItem), query=PublicQuery, anyone=True)
def public_entries(ask: Ask, name: str) -> Any:
    """依法公开的台账"""
    q = ask.query
    with reading() as session:
        return registers.list_public(session, name, q=q.get("q"), part=q.get("part"), on=q.get("on"),
                                     cursor=q.get("page"), size=q["size"])
