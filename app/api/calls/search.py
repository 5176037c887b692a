"""Texts of cases by their words."""

from __future__ import annotations

from typing import Any

from app.api.bodies import SearchQuery
from app.api.calls.cases import noted
from app.api.door import Ask, call
from app.api.shapes import paged
from app.queries import search
from app.queries.reading import reading


@call("GET", "/search", paged(search.Found), query=SearchQuery, refusals=(403,))
def search_texts(ask: Ask) -> Any:
    """在填写的内容和内部意见里检索；只在可以看的事项里找，不检索证件号码、电话和邮箱"""
    with reading() as session:
        found = search.search_texts(session, ask.actor, ask.query["q"])
    for number in dict.fromkeys(one.case for one in found):
        noted(ask, "case", number)
    return found
