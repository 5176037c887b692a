"""What changed, for programs that follow; who read whose data, for those who audit."""

from __future__ import annotations

from typing import Any

from app.api.bodies import ChangesQuery, Paged
from app.api.door import Ask, call
from app.api.shapes import paged
from app.queries import changes, readings
from app.queries.reading import reading


@call("GET", "/changes", changes.Changes, query=ChangesQuery)
def list_changes(ask: Ask) -> Any:
    """after 之后的变化；不写 after，只给出从现在起的位置"""
    with reading() as session:
        return changes.list_changes(session, ask.actor, ask.query.get("after"), ask.query["size"])


@call("GET", "/readings", paged(readings.ReadingRow), query=Paged, refusals=(403,))
def list_readings(ask: Ask) -> Any:
    """谁在什么时候、为什么看了谁的信息，新的在前；给审计管理员和监督人员"""
    with reading() as session:
        return readings.list_readings(session, ask.actor, cursor=ask.query.get("page"), size=ask.query["size"])
