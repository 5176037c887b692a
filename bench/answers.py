"""What the bench's people write into its forms; the first task's form takes 1.2 kB."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

START = {"title": "企业信用信息更正登记", "reason": "登记的经营地址与实际不符，申请按营业执照更正。"}

_FACTS = (
    "经与市场监督管理部门登记档案、税务登记信息逐项比对，申请人提交的营业执照、房屋租赁合同和水电缴费凭证相互印证，"
    "实际经营地址自去年九月起已经变更，原登记地址由其他企业使用，信息没有及时更新系来源单位数据交换延迟所致，"
    "不属于申请人提供虚假材料，也没有影响其他主体的记录；申请人已就同一事项向税务部门另行申请。"
)
_OPINION = "材料齐全，符合受理条件，同意受理。请在规定期限内向来源单位核实变更登记的日期，并将核实结果书面告知申请人。"
_APPLICANT = {"name": "宁波甬禾机电设备有限公司", "phone": "13805740001", "address": "宁波市海曙区中山西路138号"}
_ITEMS = [
    {"item": "营业执照载明的地址", "found": "differs", "note": "执照为中山西路138号，系统内为灵桥路12号。"},
    {"item": "租赁合同的起止日期", "found": "fits", "note": "合同自去年九月一日起三年，与申请一致。"},
    {"item": "法定代表人身份", "found": "fits"},
]

ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "accept": {
        "applicant": _APPLICANT, "items": _ITEMS,
        "happened_on": "2025-09-01", "amount": "128000.00", "channels": ["sms", "mail"],
        "facts": _FACTS, "opinion": _OPINION, "complete": True,
    },
    "examine": {"weight": "plain", "result": "来源单位已经核实，变更日期属实。"},
    "opinion": {"outcome": "agree", "grounds": "事实清楚，证据充分，拟同意更正。"},
    "sign": {"signed": "agree", "remark": "同意，请尽快告知申请人。"},
    "round": {"again": True, "note": "这一轮的情况已经记下。"},
}
BY = {"accept": "clerk", "examine": "clerk", "opinion": "clerk", "sign": "reviewer", "round": "clerk"}
STEERING: Mapping[str, Mapping[str, Any]] = {"examine": {"weight": "plain"}, "round": {"again": True}}
