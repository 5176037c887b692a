"""Sample items of the catalogue of public credit information: invented, so that the demo can determine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

FORMER, FROM, UNTIL = date(2025, 1, 1), date(2026, 1, 1), date(2026, 12, 31)
EVERYBODY = "各级公共管理机构，在履行职责需要的范围内"


@dataclass(frozen=True)
class Item:
    """`title` is what a form offers."""

    title: str
    dated: date
    data: dict[str, Any]


def _item(code: str, layer: str, conduct: str, openness: str, basis: str, first: date = FROM,
          last: date | None = None) -> Item:
    edition = f"{first.year}年版（演示）"
    data = {"code": code, "layer": layer, "edition": edition, "conduct": conduct, "openness": openness,
            "sharing": EVERYBODY, "origin": "认定单位通过市公共数据平台推送", "frequency": "自认定之日起7个工作日内",
            "basis": basis, "in_force_from": first.isoformat(), "publication": "published"}
    until = {"in_force_to": last.isoformat()} if last else {}
    return Item(f"{code} {conduct}（{edition}）", first, {**data, **until})


NATIONAL, LOCAL = "全国公共信用信息基础目录", "宁波市社会信用条例第十二条"
ITEMS = (
    _item("GJ-01", "national", "受到行政处罚（适用简易程序的除外）", "open", NATIONAL),
    _item("GJ-02", "national", "不履行生效法律文书确定的义务", "open", NATIONAL),
    _item("GJ-03", "national", "经行政裁决、行政强制执行认定不履行法定义务", "shared", NATIONAL),
    _item("ZJ-01", "provincial", "以欺骗、贿赂等不正当手段取得行政许可、给付或者奖励", "open", "省条例第十一条"),
    _item("NB-01", "city", "骗取政府荣誉、项目、专业技术资格", "open", f"{LOCAL}第（三）项", last=UNTIL),
    _item("NB-02", "city", "公益服务信息弄虚作假", "query", f"{LOCAL}第（二）项", FORMER, date(2025, 12, 31)),
)
