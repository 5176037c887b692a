"""Sample entries of registers that belong to no subject, invented for the demo: items of the catalogue, experts."""

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


def _item(code: str, layer: str, conduct: str, openness: str, rest: dict[str, Any], first: date = FROM,
          last: date | None = None) -> Item:
    edition = f"{first.year}年版（演示）"
    data = {"code": code, "layer": layer, "edition": edition, "conduct": conduct, "openness": openness,
            "sharing": EVERYBODY, "origin": "认定单位", "channel": "市公共数据平台推送", "frequency": "daily",
            "in_force_from": first.isoformat(), "publication": "published", **rest}
    until = {"in_force_to": last.isoformat()} if last else {}
    return Item(f"{code} {conduct}（{edition}）", first, {**data, **until})


def _city(name: str, scope: str, provision: str, **more: str) -> dict[str, Any]:
    """What an item of our own layer says besides (条例11, 12)."""
    return {"name": name, "scope": scope, "subject_kind": "organisation", "polarity": "negative",
            "regulation": "tiaoli", "provision": provision, **more}


NATIONAL, PROVINCIAL = {"basis": "全国公共信用信息基础目录"}, {"basis": "省条例第十一条"}
FRAUD = _city("骗取政府荣誉、项目、专业技术资格信息", "s3", "第十二条第（三）项")
FALSE_SERVICE = _city("公益服务信息", "s2", "第十二条第（二）项", recogniser="宁波市民政局")
ITEMS = (
    _item("GJ-01", "national", "受到行政处罚（适用简易程序的除外）", "open", NATIONAL),
    _item("GJ-02", "national", "不履行生效法律文书确定的义务", "open", NATIONAL),
    _item("GJ-03", "national", "经行政裁决、行政强制执行认定不履行法定义务", "request", NATIONAL),
    _item("ZJ-01", "provincial", "以欺骗、贿赂等不正当手段取得行政许可、给付或者奖励", "open", PROVINCIAL),
    _item("NB-01", "city", "骗取政府荣誉、项目、专业技术资格", "open", FRAUD, last=UNTIL),
    _item("NB-02", "city", "公益服务信息弄虚作假", "request", FALSE_SERVICE, FORMER, date(2025, 12, 31)),
)


def _expert(name: str, login: str, specialty: str, organ: str, qualification: str) -> Item:
    """Nobody's declaration is made up for them: `no_interest` stands with the case for which it is given."""
    return Item(name, FROM, {"login": login, "specialty": specialty, "organ": organ, "qualification": qualification,
                             "status": "active"})


EXPERTS = (
    _expert("梁以安", "expert1", "行政法", "宁波大学法学院（演示）", "教授"),
    _expert("谢书航", "expert2", "信用管理", "宁波财经学院（演示）", "副教授"),
    _expert("罗慧中", "expert3", "社会风险评估", "甬城社会研究院（演示）", "研究员"),
    _expert("钟念真", "expert4", "公共管理", "宁波市公共政策研究会（演示）", "高级经济师"),
)
