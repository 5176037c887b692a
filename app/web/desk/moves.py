"""The moves of an office that are no answer to a form: a row a move. What a row asks is a small page, what it refuses
is the verb's own sentence, and it is offered where the task's or the case's `can` names its word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from flask import url_for

from app.domain.actor import Actor
from app.queries.case_page import CaseView
from app.queries.task_page import find_task, list_candidates
from app.services.claim_task import claim_task
from app.services.extend_deadline import extend_deadline
from app.services.pause_deadline import pause_deadline
from app.services.recall_task import recall_task
from app.services.release_task import release_task
from app.services.replace_document import replace_document
from app.services.resume_deadline import resume_deadline
from app.services.return_task import return_task
from app.services.transfer_task import transfer_task
from app.web.desk.asked import Choice, Field, Pick, Tick

NEAR = 3  # moves that stand as buttons; the others are under 更多


@dataclass(frozen=True)
class Move:
    """`word` is the contract's word for it and the end of its address; `reason` the label of the reason, none if empty.

    `at_once` has no page of its own: its button does it. `after` a move of a task one goes on there.
    """

    word: str
    label: str
    verb: Callable[..., Any]
    told: str
    lead: str = ""
    reason: str = ""
    fields: tuple[Field, ...] = ()
    on: Literal["task", "case", "document"] = "task"
    after: Literal["inbox", "task"] = "inbox"
    at_once: bool = False


def people(tables: Any, actor: Actor, task_id: int) -> tuple[Choice, ...]:
    """Who may be given the task."""
    return tuple((one.login, one.name, "") for one in list_candidates(tables, actor, task_id))


def steps_back(tables: Any, actor: Actor, task_id: int) -> tuple[Choice, ...]:
    return tuple((one.node, one.title, "") for one in find_task(tables, actor, task_id).return_to)


_ROWS = (
    Move("claim", "签收", claim_task, "已签收，现在由您办理。", at_once=True, after="task"),
    Move("return", "退回", return_task, "已退回，原来办的人会看到您写的理由。",
         "退回到前面的一步，由原来办的人改。期限照常计算，不停止。", "退回的理由",
         (Pick("to", "退回到哪一步", steps_back),
          Tick("straight_back", "改好以后直接回到这里", "不选的，退回以后按流程一步一步走过来。"))),
    Move("transfer", "转办", transfer_task, "已转办，接手的人会收到通知。", "同一岗位的人可以接手。写好的草稿跟着走。",
         "转办的理由", (Pick("to", "转给谁", people),)),
    Move("recall", "撤回修改", recall_task, "已撤回，在“我的待办”里修改。",
         "下一步还没有人打开，可以把这一步撤回来修改；填过的内容都在。", "撤回的理由"),
    Move("release", "退签，交回本组", release_task, "已退签，这项待办回到本组，写好的草稿还在。", at_once=True),
    Move("pause", "中止计算期限", pause_deadline, "已中止计算期限。",
         "期限从今天起停止计算，恢复后接着数。法律不许中止的期限，系统不收。", "中止的理由", on="case"),
    Move("resume", "恢复计算期限", resume_deadline, "已恢复计算期限。",
         "期限从今天起接着计算，中止的日子不算在内。", "恢复的理由", on="case"),
    Move("extend", "延长期限", extend_deadline, "已延长期限。",
         "延长不超过法律规定的总长度，理由和新的最后一天会书面告诉申请人。", "延长的理由", on="case"),
    Move("replace", "更正文书", replace_document, "已更正，新的一份已经发出。",
         "按事项现在的内容重新制发一份，原来的一份公开标为“已被代替”，两份都查得到。不能悄悄改。", "更正的理由",
         on="document"),
)
MOVES: Mapping[str, Mapping[str, Move]] = {on: {one.word: one for one in _ROWS if one.on == on}
                                           for on in ("task", "case", "document")}


@dataclass(frozen=True)
class Offer:
    """A move as a button or a link."""

    label: str
    url: str
    at_once: bool


def task_menu(can: Iterable[str], task_id: int) -> dict[str, list[Offer]]:
    """What stands beside the button of the form: the first few in sight, the others folded. Claiming has a place of
    its own above the form."""
    found = [Offer(move.label, url_for("desk.move_task", task_id=task_id, word=move.word), move.at_once)
             for move in MOVES["task"].values() if move.word in set(can) - {"claim"}]
    return {"near": found[:NEAR], "more": found[NEAR:]}


def case_menu(case: CaseView) -> list[Offer]:
    """A message of the flow that has the word of a move takes its place."""
    offered = set(case.can) - {message.name for message in case.messages}
    return [Offer(move.label, url_for("desk.move_case", number=case.number, word=move.word), False)
            for move in MOVES["case"].values() if move.word in offered]
