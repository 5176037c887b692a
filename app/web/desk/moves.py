"""The moves of an office that are no answer to a form: a row a move. What a row asks is a small page, what it refuses
is the verb's own sentence, and it is offered where the task's or the case's `can` names its word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from flask import url_for

from app.domain.actor import Actor
from app.queries.case_page import CaseView
from app.queries.task_page import TaskView, list_candidates, list_receivers
from app.services.add_signer import add_signer
from app.services.claim_task import claim_task
from app.services.copy_task import copy_task
from app.services.delegate_task import delegate_task
from app.services.drop_signer import drop_signer
from app.services.extend_deadline import extend_deadline
from app.services.hold_case import hold_case, lift_hold
from app.services.pause_deadline import pause_deadline
from app.services.read_task import read_task
from app.services.recall_task import recall_task
from app.services.recuse import recuse
from app.services.release_task import release_task
from app.services.remind_task import remind_task
from app.services.replace_document import replace_document
from app.services.respond_task import respond_task
from app.services.resume_deadline import resume_deadline
from app.services.return_task import return_task
from app.services.supervise_task import supervise_task
from app.services.take_back_task import take_back_task
from app.services.transfer_task import transfer_task
from app.web.desk.asked import Choice, Day, Field, Many, Pick, Tick, Words
from app.web.desk.whom import (
    drafters,
    grounds,
    more_signers,
    places,
    waiting_signers,
    who_steps_aside,
)
from app.web.show.roles import role_said

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
    hint: str = "会写进留痕，能看到这件事项的人都看得到。"  # below the label of the reason
    deed: str = ""  # as a verb, where the label is none: "已标为已阅 3 件"

    @property
    def called(self) -> str:
        return self.deed or self.label

    @property
    def wide(self) -> bool:
        """Asks for any of many, which stand in columns."""
        return any(isinstance(field, Many) for field in self.fields)


def people(tables: Any, actor: Actor, task: TaskView) -> tuple[Choice, ...]:
    """Who may be given the task."""
    return tuple((one.login, one.name, "") for one in list_candidates(tables, actor, task.id))


def steps_back(tables: Any, actor: Actor, task: TaskView) -> tuple[Choice, ...]:
    left = "“{}”整个撤销；改好直接回来的，从它的第一步做起。"
    return tuple((one.node, one.title, left.format(one.around) if one.around else "")
                 for one in task.return_to)


def colleagues(tables: Any, actor: Actor, task: TaskView) -> tuple[Choice, ...]:
    """People and posts that a case may be copied to, those of one's own organ first."""
    mine = {post.organisation_id for post in actor.posts}
    found = sorted(list_receivers(tables), key=lambda one: (one.organisation_id not in mine, one.organisation_id,
                                                            one.login is None, one.role, one.name))
    return tuple((one.word, one.name, f"{one.organisation}　{role_said(one.role)}") if one.login else
                 (one.word, f"{role_said(one.role)}岗", f"{one.organisation}　谁在岗谁看")
                 for one in found if one.person_id != actor.person_id)


_ROWS = (
    Move("claim", "签收", claim_task, "已签收，现在由您办理。", at_once=True, after="task"),
    Move("return", "退回", return_task, "已退回，原来办的人会看到您写的理由。",
         "退回到前面的一步，由原来办的人改。期限照常计算，不停止。", "退回的理由",
         (Pick("to", "退回到哪一步", steps_back),
          Tick("straight_back", "改好以后直接回到这里", "不选的，退回以后按流程一步一步走过来。"))),
    Move("transfer", "转办", transfer_task, "已转办，接手的人会收到通知。", "同一岗位的人可以接手。写好的草稿跟着走。",
         "转办的理由", (Pick("to", "转给谁", people),)),
    Move("delegate", "委派", delegate_task, "已委派，对方交回以后由您办结。",
         "请同事起草，交回以后您看过再办结；这一步仍由您负责。没交回之前可以随时收回。", "委派的理由和要求",
         (Pick("to", "委派给谁", drafters),), after="task"),
    Move("take-back", "收回委派", take_back_task, "已收回，对方写好的内容都在。", at_once=True, after="task"),
    Move("add-signer", "加签", add_signer, "已加签，对方会收到通知。", "请人签署意见，意见和姓名记入留痕。",
         "请谁签、为什么", (Pick("to", "请谁签", more_signers), Pick("place", "什么时候签", places)), after="task"),
    Move("drop-signer", "减签", drop_signer, "已减签。", "减去还没签的会签人；已经签的意见不能去掉。", "减签的理由",
         (Pick("signer", "减去谁", waiting_signers),)),
    Move("recuse", "回避", recuse, "已回避，手上的待办交回本组，等单位负责人决定。",
         "有应当回避的情形的，应当主动回避。回避以后，这件事项对回避的人关闭：不能再看，也不能再办。",
         "具体理由", (Pick("person", "谁回避", who_steps_aside), Pick("ground", "情形", grounds))),
    Move("recall", "撤回修改", recall_task, "已撤回，在“我的待办”里修改。",
         "下一步还没有人打开，可以把这一步撤回来修改；填过的内容都在。", "撤回的理由"),
    Move("respond", "回复督办", respond_task, "已回复，督办人员会收到通知。",
         "写清办到哪一步、什么时候办完，一次回复所有等着的督办。",
         fields=(Words("text", "办理情况", "会写进留痕。", to="said"),), after="task"),
    Move("read", "已阅", read_task, "已标记为已阅。", at_once=True, after="task", deed="标为已阅"),
    Move("remind", "催办", remind_task, "已催办，承办人会收到通知。",
         "承办人会收到通知，这项待办上也看得到。同一项待办一天里每人只能催一次。", "催什么", after="task"),
    Move("supervise", "督办", supervise_task, "督办已发出，承办人会收到通知，要在您写的日期前回复。",
         "要承办人限期回复。到期没有回复，系统不会替谁作决定。", "督办什么、要回复什么",
         (Day("answer_by", "最迟哪天回复"),), after="task"),
    Move("copy", "抄送", copy_task, "已抄送，对方在“抄送我的”里看得到。",
         "对方可以看这件事项的全部内容，不能办理。只抄送给工作上需要知道的人。", "为什么要让对方知道",
         (Many("to", "抄送给谁", colleagues),), after="task"),
    Move("release", "退签，交回本组", release_task, "已退签，这项待办回到本组，写好的草稿还在。", at_once=True),
    Move("pause", "中止计算期限", pause_deadline, "已中止计算期限。",
         "期限从今天起停止计算，恢复后接着数。法律不许中止的期限，系统不收。", "中止的理由", on="case"),
    Move("resume", "恢复计算期限", resume_deadline, "已恢复计算期限。",
         "期限从今天起接着计算，中止的日子不算在内。", "恢复的理由", on="case"),
    Move("extend", "延长期限", extend_deadline, "已延长期限。",
         "延长不超过法律规定的总长度，理由和新的最后一天会书面告诉申请人。", "延长的理由", on="case"),
    Move("hold", "暂缓删除", hold_case, "已注明暂缓删除，保存期满也不删除。",
         "保存期满，内容会自动删除。已经申请复议、提起诉讼的，在这里注明，等有了结果再恢复。", "为什么暂缓，写明案号",
         on="case"),
    Move("lift-hold", "恢复到期删除", lift_hold, "已恢复到期删除。", "保存期已经满了的，下一轮就删除，不能恢复。",
         "为什么不再暂缓", on="case"),
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
