"""Every act on one task: a row a verb. What an act asks is its envelope, what it refuses is the verb's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema

from app.api.bodies import (
    AddSignerBody,
    AnswersBody,
    CopyBody,
    DelegateBody,
    DropSignerBody,
    OnCase,
    ReasonBody,
    RecallBody,
    RecuseBody,
    RespondBody,
    ReturnBody,
    SuperviseBody,
    TransferBody,
)
from app.api.door import Ask, Call, enter
from app.api.shapes import OBJECT
from app.services.add_signer import add_signer
from app.services.claim_task import claim_task
from app.services.complete_task import complete_task
from app.services.copy_task import copy_task
from app.services.delegate_task import delegate_task
from app.services.drop_signer import drop_signer
from app.services.read_task import read_task
from app.services.recall_task import recall_task
from app.services.recuse import recuse
from app.services.release_task import release_task
from app.services.remind_task import remind_task
from app.services.respond_task import respond_task
from app.services.return_task import return_task
from app.services.save_task import save_task
from app.services.supervise_task import supervise_task
from app.services.take_back_task import take_back_task
from app.services.transfer_task import transfer_task

ON_TASK = (403, 404, 409, 503)


@dataclass(frozen=True)
class Act:
    """`word` is what a task's `can` says and, but for saving, the end of the address."""

    word: str
    verb: Callable[..., Any]
    body: type[Schema]
    summary: str
    method: str = "POST"
    path: str = ""


ACTS = (
    Act("save", save_task, AnswersBody, "保存填到一半的内容", "PUT", "saved"),
    Act("claim", claim_task, OnCase, "签收"),
    Act("release", release_task, OnCase, "退签，还给本组"),
    Act("complete", complete_task, AnswersBody, "办结这一步；本组的待办办结即签收"),
    Act("return", return_task, ReturnBody, "退回前面的步骤；straight_back 表示改好后直接送回这里"),
    Act("transfer", transfer_task, TransferBody, "转办给另一个人"),
    Act("delegate", delegate_task, DelegateBody, "委派给本单位同事起草，交回后由委派人办结"),
    Act("take-back", take_back_task, OnCase, "收回委派"),
    Act("add-signer", add_signer, AddSignerBody, "加签：请人在办理人办结之前或者之后签署意见"),
    Act("drop-signer", drop_signer, DropSignerBody, "减签：signer 是 signers 里的 id"),
    Act("recuse", recuse, RecuseBody, "回避：不写 person 是本人；负责人写明 person 直接决定"),
    Act("recall", recall_task, RecallBody, "撤回刚办完的一步，下一步还没有人打开时才可以"),
    Act("remind", remind_task, ReasonBody, "催办，承办人会收到通知"),
    Act("supervise", supervise_task, SuperviseBody, "督办，限期回复"),
    Act("respond", respond_task, RespondBody, "回复督办"),
    Act("copy", copy_task, CopyBody, "抄送给办理单位的人或岗位（ROLE@ORG），对方只能看"),
    Act("read", read_task, OnCase, "已阅抄送给自己的事项"),
)


def _doing(verb: Callable[..., Any]) -> Callable[..., Any]:
    def act(ask: Ask, id: int) -> Any:
        return ask.perform(verb, task_id=id, **ask.body)

    return act


for one in ACTS:
    enter(Call(one.method, f"/tasks/{{id}}/{one.path or one.word}", one.word, OBJECT, body=one.body, verb=one.word,
               refusals=ON_TASK, summary=one.summary), _doing(one.verb))
