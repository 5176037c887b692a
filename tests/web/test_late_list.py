"""The list of what is late: shown, exported, ordered for every week, ended."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from app.clock import frozen
from tests.conftest import MONDAY
from tests.support.staged import objection_at
from tests.web.test_desk import enter, said
from tests.web.test_overseeing import later, spelled
from tests.web.visiting import Visitor


@pytest.fixture(autouse=True)
def a_tuesday_in_october() -> Iterator[None]:
    with frozen(MONDAY):
        yield


def test_the_late_list_is_shown_exported_ordered_and_ended(visitor: Visitor) -> None:
    number = objection_at("register")
    clock = later(visitor, "supervisor")
    try:
        assert spelled(number) in said(visitor.get("/supervisor/late"))
        csv = visitor.get("/supervisor/late.csv")
        assert csv.mimetype == "text/csv" and spelled(number) in csv.data.decode("utf-8-sig")
        assert visitor.post("/supervisor/subscriptions", {"every": "never"}).status_code == 422
        done = visitor.post("/supervisor/subscriptions", {"every": "weekly", "procedure": "objection"}, follow=True)
        assert "每周第一个工作日：全部单位，异议处理" in said(done)
        drop = re.search(r'action="(/supervisor/subscriptions/\d+/drop)"', done.text)
        assert drop and "已退订" in said(visitor.post(drop[1], follow=True))
        enter(visitor, "handler")
        assert [visitor.get(f"/supervisor/late{end}").status_code for end in ("", ".csv")] == [403, 403]
    finally:
        clock.__exit__(None, None, None)
