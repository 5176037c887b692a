"""Who has a part in a task beside its holder, in words: signers and what they said, a delegate, a substitute."""

from __future__ import annotations

from app.queries.seats_shown import SignerView
from app.queries.task_page import TaskBrief

OF_SIGNER = {"waiting": "还没有轮到", "open": "还没有签", "dropped": "已减签"}
OF_DRAFTER = {"waiting": "还没有轮到", "open": "起草中", "done": "已交回", "dropped": "已收回"}
PLACES = {"before": "办结之前签", "after": "办结之后签"}
MANNERS = {"all": "全部签齐", "any": "一人签即可", "sequence": "按次序签"}


def signing_values(task: TaskBrief) -> dict[str, object]:
    return {"signers": [signer(one) for one in task.signers if one.kind == "sign"],
            "drafts": [signer(one) for one in task.signers if one.kind == "draft"],
            "manner": MANNERS.get(task.signing or "", "")}


def signer(one: SignerView) -> dict[str, object]:
    """A line of the list of signers: who, what they said and when, or that they are still awaited."""
    who = one.name or one.organisation or ""
    said = OF_DRAFTER[one.state] if one.kind == "draft" else OF_SIGNER.get(one.state) or one.opinion_label or "已签"
    words_of = [str(v) for k, v in (one.answers or {}).items() if k != "opinion" and isinstance(v, str)]
    return {"who": f"{who}（代{one.acting_for}）" if one.acting_for else who, "said": said, "text": "；".join(words_of),
            "place": one.organisation if one.name else "", "when": one.ended_at if one.state == "done" else None,
            "asked": PLACES.get(one.place, ""), "why": one.reason,
            "state": "late" if one.opinion == "disagree" else "done" if one.state == "done" else "wait"}


def seat_said(task: TaskBrief) -> str:
    """As whom the reader works on it, where that is not plainly its holder."""
    instead = f"代{task.acting_for}办理，您的名字和他的名字都会记入留痕。" if task.acting_for else ""
    if task.seat == "signer":
        return f"请您签署意见。{instead}"
    if task.seat == "delegate":
        return f"委派给您起草：写好以后交回，由委派人办结。{instead}"
    return instead if task.seat == "holder" else ""
