"""The supervisor's figures."""

from __future__ import annotations

from typing import Any

from app.api.bodies import StatisticsQuery
from app.api.door import Ask, call
from app.queries import statistics
from app.queries.reading import reading


@call("GET", "/statistics", statistics.Board, query=StatisticsQuery, refusals=(403,))
def get_statistics(ask: Ask) -> Any:
    """在办、超期、将到期、平均用时，按程序、单位、岗位或者人"""
    q = ask.query
    with reading() as session:
        return statistics.board(session, ask.actor, statistics.Scope(procedure=q.get("procedure")), q["by"])
