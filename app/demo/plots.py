"""What happens in the demo's cases: a plot is a list of steps, each by whom, after how long, with what answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.demo.words import REASONS
from app.procedures.scenario_model import Opening

Kind = Literal["task", "message", "claim", "comment", "confirm", "return", "follow", "open", "wait"]


@dataclass(frozen=True)
class Act:
    """One step, `hours` of work after the step before.

    `name`: a task's node, a message's name, or the procedure of the case that follows (`follow`) or comes after without
    following (`open`, as `opening` says). `by` is a login, "party" for who filed, "" for somebody who may. `wait`:
    nobody does anything.
    """

    name: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    kind: Kind = "task"
    hours: float = 6.0
    by: str = ""
    opening: Opening | None = None


@dataclass(frozen=True)
class Plot:
    """`weight`: its share of the demo. `door` and `records` say where it is filed and about what.

    `party`: only whoever signs in as the subject can play it. `ended`: it lies some weeks back. `opening`: how a case
    of `procedure` is opened, where a scenario of its folder is played (scenes.py).
    """

    weight: int
    acts: tuple[Act, ...] = ()
    door: str = "filed_center"
    records: Literal["public", "market"] = "public"
    party: bool = False
    ended: bool = False
    procedure: str = "objection"
    opening: Opening | None = None


def opinion(outcome: str, **more: Any) -> Act:
    row = {"outcome": outcome, "reason": REASONS[outcome], "proof": "行政处罚决定书原件、平台归集日志", **more}
    return Act("opinion", {"next": "sign", "decisions": [row]}, hours=8)


def said(text: str) -> Act:
    return Act("comment", {"text": text}, "comment", hours=2)


ACCEPT = Act("register", {"intake": "accept"}, hours=5)
INCOMPLETE = Act("register", {"intake": "incomplete", "missing": [
    {"item": "行政处罚决定书复印件", "how": "拍照或者扫描后上传，也可以邮寄"}]}, hours=5)
SUPPLEMENT = Act("supplement", kind="message", hours=10, by="party")
TO_SOURCE = Act("assess", {"checker": "source",
                           "question": "请核对处罚决定书原件载明的日期、金额与平台记录是否一致。"}, hours=3)
SELF = Act("assess", {"checker": "self"}, hours=3)
SELF_FOUND = Act("self_check", {"finding": "wrong",
                                "explanation": "核对归集日志：复议撤销决定未随批次导入，记录应当删除。"})
VERIFIED = Act("verify", {"finding": "wrong", "explanation": REASONS["found wrong"]}, hours=12)
UPHELD = Act("verify", {"finding": "right", "explanation": REASONS["found right"]}, hours=12)
CORRECT = opinion("correct", corrections=[{"field": "amount", "value": "5000.00"}])
SIGNED = Act("sign", {"signature": "agree"}, hours=5)
SERVED = (Act("sv_method", {"method": "direct"}, hours=4), Act("sv_receipt", {"receipt": "signed"}, hours=6))
READ = Act("", kind="confirm", hours=8, by="party")
WITHDRAW = Act("withdraw", {"reason": "已经与处罚机关核对清楚，不再需要处理。"}, "message", 10, "party")
ASK_TIME = Act("extend", {"reason": "原始案卷存放在分局档案室，还要与省平台记录逐项比对。"}, "message", by="clerk")
GIVE_TIME = Act("approve_extension", {"extension": "approved", "opinion": "案卷分散，同意延长。"})
REFUSED = Act("register", {"intake": "refuse", "refuse_ground": "repeated", "refuse_reason": REASONS["refused"]})
GO_BACK = Act("sign", {"to": "opinion", "reason": "请补充金额更正所依据的页码，再报审签。"}, "return", hours=5)
ANSWERED = Act("market_answer", {"market_answer": "changed", "answer_text": REASONS["market"],
                                 "rule": "《市场信用信息异议处理规则》第六条"}, hours=24)
KEPT = (ACCEPT, TO_SOURCE, UPHELD, opinion("keep"), SIGNED, READ)
REVIEW = Act("objection-review", {"facts": REASONS["review"], "demand": "请变更原处理结果，更正罚款金额。"},
             "follow", hours=20, by="party")
REVIEW_ACCEPT = Act("register", {"intake": "accept"}, hours=8)
REVIEWED = Act("review", {"next": "decide", "proposal": "uphold", "reason": REASONS["upheld"]}, hours=10)

PLOTS: Mapping[str, Plot] = {
    "just filed": Plot(9),
    "claimed": Plot(6, (Act("register", kind="claim"),)),
    "accepted": Plot(7, (ACCEPT,)),
    "at the source": Plot(12, (ACCEPT, TO_SOURCE, said("已电话提醒市场监管局档案室，案卷编号在核查函附件里。"))),
    "verified": Plot(8, (ACCEPT, TO_SOURCE, VERIFIED)),
    "to be signed": Plot(8, (ACCEPT, TO_SOURCE, VERIFIED, CORRECT, said("金额依据见原卷第17页，已与档案室核对。"))),
    "returned": Plot(4, (ACCEPT, TO_SOURCE, VERIFIED, CORRECT, GO_BACK)),
    "extension asked": Plot(4, (ACCEPT, TO_SOURCE, ASK_TIME)),
    "extended": Plot(6, (ACCEPT, TO_SOURCE, ASK_TIME, GIVE_TIME)),
    "supplement asked": Plot(5, (INCOMPLETE,)),
    "supplemented": Plot(3, (INCOMPLETE, SUPPLEMENT), party=True),
    "corrected": Plot(12, (ACCEPT, TO_SOURCE, VERIFIED, CORRECT, SIGNED, *SERVED, READ), ended=True),
    "kept": Plot(8, (ACCEPT, TO_SOURCE, UPHELD, opinion("keep"), SIGNED, *SERVED, READ), ended=True),
    "checked by ourselves": Plot(5, (ACCEPT, SELF, SELF_FOUND, opinion("delete"), SIGNED, *SERVED, READ), ended=True),
    "refused": Plot(4, (REFUSED, *SERVED, READ), ended=True),
    "withdrawn": Plot(3, (ACCEPT, WITHDRAW, READ), party=True, ended=True),
    "market": Plot(3, (ACCEPT,), records="market"),
    "market answered": Plot(3, (ACCEPT, ANSWERED, *SERVED, READ), records="market", ended=True),
    "at the provider's door": Plot(3, (ACCEPT, SELF), door="filed_source", party=True),
    "review under way": Plot(3, (*KEPT, REVIEW, REVIEW_ACCEPT), party=True, ended=True),
    "review upheld": Plot(2, (*KEPT, REVIEW, REVIEW_ACCEPT, REVIEWED, Act("decide", {"signature": "agree"}, hours=8)),
                          party=True, ended=True),
}
