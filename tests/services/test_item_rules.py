"""The rules of items as data: what a supplementary catalogue, list of measures or application list may hold."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.models import Entry
from app.services.item_rules import faults
from app.services.shelf import registers
from tests.support.yearly import OTHER, ROW

MEASURES = "measures"


@pytest.mark.parametrize(("broken", "field", "words"), [
    ({"scope": None}, "scope", "第二十三条（一）至（六）"),
    ({"regulation": None}, "regulation", "本市地方性法规"),
    ({"regulation": "shengtiaoli"}, "regulation", "本市地方性法规"),
    ({"provision": None}, "provision", "第几条"),
    ({"scope": "m2"}, "discretion", "根据实际情况"),
    ({"scope": "m4"}, "frequency_basis", "按照规定"),
    ({"scope": "m9"}, "scope", "没有“m9”"),
    ({"enforcer": None}, "enforcer", "实施主体"),
    ({"content": "警告，"}, "content", "不得加重"),
])  # fmt: skip
def test_x20_a_measure_outside_the_law_is_refused_with_its_reason(app: Any, session: Any, broken: Any, field: str,
                                                                  words: str) -> None:
    """条例23, reference X20: six kinds, four things to say, a local regulation as basis, nothing of a layer above."""
    above = Entry(key="above", register=MEASURES, title="警告", dated=date(2026, 1, 1), lifecycle="live",
                  data={"code": "GJ-1", "layer": "national", "content": "警告", "in_force_from": "2026-01-01"})
    session.add(above)
    session.flush()
    row = {k: v for k, v in {**ROW, **broken}.items() if v is not None}
    found = faults(session, registers()[MEASURES], [row], date(2026, 11, 16), "city", whole=True)
    assert words in found[f"0.{field}"][0]
    assert faults(session, registers()[MEASURES], [ROW, OTHER], date(2026, 11, 16), "city", whole=True) == {}
    session.rollback()


ITEM = {"code": "B-01", "name": "志愿服务信息", "scope": "s2", "conduct": "参加志愿服务", "recogniser": "民政部门",
        "subject_kind": "person", "polarity": "positive", "openness": "closed", "sharing": "公共管理机构",
        "origin": "民政部门", "channel": "平台推送", "frequency": "monthly", "regulation": "tiaoli",
        "provision": "第十二条第（二）项"}


@pytest.mark.parametrize(("broken", "field", "words"), [
    ({"scope": None}, "scope", "第十二条（一）至（五）"),
    ({"scope": "s1"}, "issuer_level", "县级以上"),
    ({"scope": "s1", "issuer_level": "other"}, "issuer_level", "县级以上"),
    ({"recogniser": None}, "recogniser", "认定机关"),
    ({"openness": "open"}, "openness_reason", "自然人的信息不公开"),
    ({"regulation": None}, "regulation", "本市地方性法规"),
    ({"regulation": "chufafa"}, "regulation", "本市地方性法规"),
    ({"frequency": "other"}, "frequency_note", "多久"),
    ({"channel": None}, "channel", "归集渠道"),
    ({"sharing": None}, "sharing", "共享范围"),
    ({"conduct": "受到行政处罚，（适用简易程序的除外）"}, "conduct", "上级目录已经规定"),
    ({"code": "GJ-01"}, "code", "已经用过"),
])  # fmt: skip
def test_x5_an_item_outside_the_law_is_refused_with_its_reason(app: Any, session: Any, broken: Any, field: str,
                                                               words: str) -> None:
    """条例11, 12, reference X5."""
    row = {k: v for k, v in {**ITEM, **broken}.items() if v is not None}
    found = faults(session, registers()["catalogue"], [row], date(2026, 11, 16), "city", whole=True)
    assert words in found[f"0.{field}"][0]
    assert faults(session, registers()["catalogue"], [ITEM], date(2026, 11, 16), "city", whole=True) == {}


def test_a_regulation_that_is_not_in_force_yet_is_no_basis(app: Any, session: Any) -> None:
    found = faults(session, registers()["catalogue"], [ITEM], date(2023, 6, 30), "city", whole=True)
    assert list(found) == ["0.regulation"]


def test_x19_a_use_against_somebody_names_a_measure_in_force(app: Any, session: Any) -> None:
    row = {"code": "Y-01", "department": "宁波市教育局", "matter": "政府采购", "field": "procurement",
           "report": "record", "query_content": "信用记录", "covers": ["credit-records"], "basis": "依据",
           "result_use": "资格审查", "effect": "negative"}
    register, day = registers()["application-list"], date(2026, 11, 16)
    assert list(faults(session, register, [row], day, whole=True)) == ["0.measure"]
    assert list(faults(session, register, [{**row, "measure": "none"}], day, whole=True)) == ["0.measure"]
    assert faults(session, register, [{**row, "effect": "neutral"}], day, whole=True) == {}
