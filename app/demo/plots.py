"""What happens in the demo's cases: a plot is a list of steps, each by whom, after how many hours, with what answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Act:
    """One step: a task's node or a message's name. `hours` of work after the step before."""

    name: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    kind: Literal["task", "message", "claim"] = "task"
    hours: float = 6.0


ACCEPT = Act("register", {"intake": "accept"}, hours=5)
TO_SOURCE = Act("assess", {"checker": "source", "question": "请核对处罚决定书原件载明的日期、金额与平台记录是否一致。"}, hours=3)
SELF = Act("assess", {"checker": "self"}, hours=3)
SIGNED = Act("sign", {"signature": "agree"}, hours=5)
SERVED = (Act("sv_method", {"method": "direct"}, hours=4), Act("sv_receipt", {"receipt": "signed"}, hours=6))


def opinion(outcome: str, **more: Any) -> Act:
    row = {"outcome": outcome, "reason": REASONS[outcome], "proof": "行政处罚决定书原件、平台归集日志", **more}
    return Act("opinion", {"next": "sign", "decisions": [row]}, hours=8)


REASONS = {
    "keep": "经核对行政处罚决定书原件，档案记载的当事人、日期、金额均与原件一致，异议所称事实没有证据支持。",
    "correct": "经核对行政处罚决定书原件，罚款金额为5000元，归集时误录为50000元，应予更正。",
    "delete": "该处罚决定已经行政复议撤销，据以记入的事实不再存在，应予删除。",
    "stop": "该记录已经超过规定的披露期限，应当终止披露。",
}
VERIFIED = Act("verify", {"finding": "wrong",
                          "explanation": "调取本局档案室原卷核对：处罚决定书载明罚款人民币伍仟元整，归集批次导入时金额列多乘十倍。"}, hours=12)
UPHELD = Act("verify", {"finding": "right",
                        "explanation": "调取本局档案室原卷核对：处罚决定书正本与档案记载一致，没有发现错误。"}, hours=12)
CORRECT = opinion("correct", corrections=[{"field": "amount", "value": "5000.00"}])

# name -> steps; the share of each in the demo is its weight
PLOTS: Mapping[str, tuple[int, tuple[Act, ...]]] = {
    "just filed": (10, ()),
    "claimed": (6, (Act("register", kind="claim"),)),
    "accepted": (8, (ACCEPT,)),
    "at the source": (14, (ACCEPT, TO_SOURCE)),
    "verified": (8, (ACCEPT, TO_SOURCE, VERIFIED)),
    "to be signed": (8, (ACCEPT, TO_SOURCE, VERIFIED, CORRECT)),
    "extension asked": (5, (ACCEPT, TO_SOURCE, Act("extend", {"reason": "原始案卷存放在分局档案室，还要与省平台记录逐项比对。"},
                                                   "message"))),
    "extended": (8, (ACCEPT, TO_SOURCE,
                     Act("extend", {"reason": "原始案卷存放在分局档案室，还要与省平台记录逐项比对。"}, "message"),
                     Act("approve_extension", {"extension": "approved", "opinion": "案卷分散，同意延长。"}))),
    "corrected": (14, (ACCEPT, TO_SOURCE, VERIFIED, CORRECT, SIGNED, *SERVED)),
    "kept": (9, (ACCEPT, TO_SOURCE, UPHELD, opinion("keep"), SIGNED, *SERVED)),
    "checked by ourselves": (6, (ACCEPT, SELF, Act("self_check", {"finding": "wrong", "explanation": "核对归集日志：复议撤销决定未随批次导入，记录应当删除。"}), opinion("delete"), SIGNED, *SERVED)),
    "refused": (4, (Act("register", {"intake": "refuse", "refuse_ground": "repeated",
                                     "refuse_reason": "同一事项已于上月处理并告知结果，本次申请没有提出新的事实和理由。"}), *SERVED)),
    "supplement asked": (6, (Act("register", {"intake": "incomplete", "missing": [
        {"item": "行政处罚决定书复印件", "how": "拍照或者扫描后上传，也可以邮寄"}]}),)),
}
FACTS = (
    "处罚决定书写的是罚款5000元，平台上写成50000元，多了一个零。银行已经两次拿这个金额问我们，请核对原文书后更正。",
    "这条处罚决定在2026年6月已经被行政复议决定撤销，档案里仍然显示，影响我们投标，请尽快核实并删除。",
    "档案里登记的违法行为发生日期早于公司成立日期，明显有误，请调取原始案卷核对。",
    "罚款已经在决定书送达后十日内全部缴清，有缴款凭证，档案里没有写明，请予补充。",
    "这条信息已经超过规定的披露期限，信用报告里还能看到，请核实后终止披露。",
)
DEMANDS = ("请更正罚款金额。", "请删除这条记录。", "请核对原始案卷并更正日期。", "请补充缴款信息。", "请终止披露。")
