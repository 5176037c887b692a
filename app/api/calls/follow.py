"""What changed, for programs that follow."""

from __future__ import annotations

from typing import Any

from app.api.bodies import ChangesQuery
from app.api.door import Ask, call
from app.queries import changes
from app.queries.reading import reading


@call("GET", "/changes", changes.Changes, query=ChangesQuery)
def list_changes(ask: Ask) -> Any:
    """after 之后的变化；不写 after，只给出从现在起的位置"""
    with reading() as session:
        return changes.list_changes(session, ask.actor, ask.query.get("after"), ask.query["size"])
