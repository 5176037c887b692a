"""Sample entries of registers that belong to no subject, invented for the demo: items of the three lists, experts."""

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


def _listed(code: str, name: str, key: str, rest: dict[str, Any]) -> Item:
    data = {"code": code, key: name, "edition": f"{FROM.year}年版（演示）", "in_force_from": FROM.isoformat(),
            "publication": "published", **rest}
    return Item(f"{code} {name}", FROM, data)


def _measure(code: str, layer: str, name: str, content: str, circumstances: str, enforcer: str, basis: str) -> Item:
    """Of the two layers above our own, whose lists are copied as they are (条例22)."""
    return _listed(code, name, "name", {"layer": layer, "content": content, "circumstances": circumstances,
                                        "enforcer": enforcer, "basis": basis})


LISTED, RULES = "列入严重失信主体名单的", "国家有关规定（演示）"
MEASURES = (
    _measure("GJ-C01", "national", "限制参加政府采购活动", "依法限制参加政府采购活动。", LISTED, "采购人、财政部门",
             "政府采购法第二十二条（演示）"),
    _measure("GJ-C02", "national", "列为重点监管对象", "列为重点监管对象，按照规定增加监管频次。", LISTED,
             "行业主管部门", RULES),
    _measure("GJ-C03", "national", "限制参加评先评优", "限制参加各级政府和部门组织的评先评优。", LISTED,
             "评选活动的组织单位", RULES),
    _measure("ZJ-C01", "provincial", "限制享受容缺受理等便利", "办理行政许可时，限制适用告知承诺、容缺受理。",
             "有失信行为且尚未改正的", "行政许可机关", "省有关规定（演示）"),
)


def _use(code: str, department: str, matter: str, field: str, content: str, covers: list[str], use: str) -> Item:
    return _listed(code, matter, "matter", {
        "department": department, "field": field, "query_content": content, "covers": covers, "report": "record",
        "basis": "宁波市社会信用条例第十九条（演示）", "result_use": use, "effect": "neutral"})


USES = (
    _use("Y-01", "宁波市生态环境局", "生态环境专项资金项目评审", "funds", "申报单位的失信信息和严重失信主体名单信息。",
         ["credit-records", "severe-list"], "作为确定项目核查方式的参考。"),
    _use("Y-02", "宁波市教育局", "民办学校年度检查", "other", "举办者的失信信息。", ["credit-records"],
         "作为确定检查方式的参考。"),
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
