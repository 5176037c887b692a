"""`flask registers import`: a list that others publish comes in whole or not at all, and once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result

from app.models import Entry
from app.queries.proof import verify

Call = Callable[..., Result]
MEASURE = {
    "title": "GJ-C09 限制参加评比", "dated": "2026-01-01",
    "data": {"code": "GJ-C09", "layer": "national", "name": "限制参加评比", "edition": "2026年版",
             "content": "限制参加评比。", "circumstances": "列入严重失信主体名单的", "enforcer": "组织单位",
             "basis": "国家有关规定", "in_force_from": "2026-01-01", "publication": "published"}}


@pytest.fixture()
def listed(tmp_path: Path) -> Callable[..., str]:
    """listed(title=...): the path of a file with one measure, changed so."""

    def write(register: str = "measures", **changes: Any) -> str:
        path = tmp_path / "list.json"
        entry = {**MEASURE, **changes}
        path.write_text(json.dumps({"register": register, "article": "条例22", "entries": [entry]}), "utf-8")
        return str(path)

    return write


def measures(session: Any) -> list[str]:
    query = sa.select(Entry.title).where(Entry.register == "measures", Entry.title == MEASURE["title"])
    return list(session.scalars(query))


def test_a_published_list_comes_in_once_and_the_trail_vouches_for_it(flask: Call, listed: Any, session: Any) -> None:
    first, again = flask("registers", "import", listed()), flask("registers", "import", listed())

    assert first.output == "measures\t1 new\t0 here already\n"
    assert again.output == "measures\t0 new\t1 here already\n"
    assert measures(session) == [MEASURE["title"]]
    assert verify(session).broken is None


@pytest.mark.parametrize(("register", "changes", "sentence"), [
    ("severe-list", {}, "属于信用主体"),
    ("nothing", {}, "没有这本名录"),
    ("measures", {"dated": "2026-13-01"}, "list.json entries.0.dated：缺少、多余，或者写法不对。"),
    ("measures", {"titel": "x"}, "entries.0.titel"),
    ("measures", {"data": {**MEASURE["data"], "in_force_from": "明年"}}, "的写法不对（GJ-C09 限制参加评比）"),
    ("measures", {"data": {**MEASURE["data"], "colour": "red"}}, "没有“colour”这一项"),
    ("measures", {"data": {"code": "GJ-C09"}}, "缺少"),
])
def test_a_list_with_a_fault_is_refused_whole(flask: Call, listed: Any, session: Any, register: str,
                                              changes: dict[str, Any], sentence: str) -> None:
    found = flask("registers", "import", listed(register, **changes))

    assert found.exit_code == 1 and sentence in found.stderr
    assert measures(session) == []


def test_what_is_no_list_is_said(flask: Call, tmp_path: Path) -> None:
    (tmp_path / "list.yaml").write_text("- one\n- two\n", "utf-8")

    found = flask("registers", "import", str(tmp_path / "list.yaml"))

    assert found.exit_code == 1 and "这个文件应当由若干“键: 值”组成" in found.stderr
