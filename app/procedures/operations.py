"""The closed list of what a service task may ask or do; how each is done is in app/services/operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Param:
    """`names`: what a literal value must be the name of, so that the check can look it up."""

    name: str
    required: bool = True
    names: Literal["letter", "limit", "notice", "mark", "register", "task", "condition", ""] = ""


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    kind: Literal["ask", "do"]
    title: str
    params: tuple[Param, ...] = ()
    answers: tuple[str, ...] = ()  # the whole range of an ask, where it is finite

    def param(self, name: str) -> Param | None:
        return next((p for p in self.params if p.name == name), None)


def _optional(name: str) -> Param:
    return Param(name, required=False)


def _register(required: bool = True) -> Param:
    return Param("register", required, "register")


_TASK = Param("task", names="task")
_RECORDS = (Param("records"),)
_MARK = Param("mark", names="mark")
_ANSWERS = Param("answers", names="task")

_ASK = (
    Operation("ask.record_sources", "ask", "记录的信息提供单位", _RECORDS),
    Operation("ask.record_class", "ask", "记录是公共信息还是市场信息", _RECORDS, ("public", "market", "mixed")),
    Operation("ask.catalogue_item", "ask", "目录项今天是否有效", (Param("item"),), ("in_force", "not_in_force")),
    Operation("ask.recorded", "ask", "档案或者名录里是否已有这样的记录",
              (Param("field"), Param("value"), _register(required=False)), ("yes", "no")),
    Operation("ask.entry", "ask", "名录条目某一项的内容", (Param("entry"), Param("field"))),
    Operation("ask.entry_meets", "ask", "名录条目是否合乎条件",
              (Param("entry"), Param("condition", names="condition")), ("yes", "no")),
    Operation("ask.answers", "ask", "一项任务各次的回答",
              (_TASK, Param("key"), Param("since", required=False, names="task"))),
    Operation("ask.rows", "ask", "一份列表有哪几行", (_TASK, Param("list"))),
    Operation("ask.findings", "ask", "一个单位逐条填的选项", (_TASK, Param("by"))),
    Operation("ask.facts", "ask", "每条记录符合名录规定的哪些情形", _RECORDS),
    Operation("ask.grouped", "ask", "按逐项的结论分组", (Param("items"), Param("by"), Param("into"), _optional("of"))),
    Operation("ask.records_of", "ask", "其中由这个单位提供的记录", (*_RECORDS, Param("source"))),
    Operation("ask.issued", "ask", "这份文书是否已经制发", (Param("letter", names="letter"),), ("yes", "no")),
    Operation("ask.subject_kind", "ask", "主体是自然人还是组织", (), ("person", "organisation")),
    Operation("ask.electronic_consent", "ask", "是否确认电子送达", (), ("yes", "no")),
    Operation("ask.comments", "ask", "草案有没有公众意见", (_optional("state"),), ("none", "some")),
    Operation("ask.holders", "ask", "哪些单位有这个岗位", (Param("role"),)),
)  # fmt: skip

_DO = (
    Operation("issue_document", "do", "制发文书", (Param("letter", names="letter"), _optional("to"))),
    Operation("serve.record", "do", "记录送达", (Param("document"), *map(_optional, ("method", "on", "result")))),
    Operation("serve.publish", "do", "公告送达", (Param("document"),)),
    Operation("notify", "do", "发出通知", (Param("to"), Param("text", names="notice"))),
    Operation("extend", "do", "延长期限", (Param("limit", names="limit"), _optional("to"))),
    Operation("draft.open", "do", "公开征求意见",
              (_ANSWERS, Param("limit", names="limit"), Param("items", False, "task"))),
    Operation("draft.close", "do", "结束征求意见"),
    Operation("draft.answer", "do", "答复公众意见", (_ANSWERS,)),
    Operation("list.publish", "do", "公布名录的新版本", (Param("items", names="task"), _ANSWERS)),
    Operation("register.enter", "do", "记入名录",
              (_register(), Param("answers"), *map(_optional, ("title", "dated", "like")))),
    Operation("register.set", "do", "改名录条目的一项", (Param("field"), Param("value"), _optional("records"))),
    Operation("register.gather", "do", "把逐人认定的结果写进名录条目",
              (Param("field"), _TASK, Param("key"), Param("value"))),
    Operation("register.annotate", "do", "加注或撤销标注", (_MARK, Param("on"), _optional("records"))),
    Operation("register.shield", "do", "屏蔽记录或解除屏蔽", (Param("on"), _optional("records"))),
    Operation("register.end", "do", "停止公示、移出或者删除", (Param("how"),)),
    Operation("register.release", "do", "重新计算名单延长的期限", (_optional("records"),)),
    Operation("register.restore", "do", "恢复到另一件事项改动以前", _RECORDS),
    Operation("register.apply", "do", "按核实结果改动记录",
              (Param("findings"), _optional("records"), Param("decision", required=False, names="task"))),
)  # fmt: skip

OPERATIONS: Mapping[str, Operation] = {operation.id: operation for operation in (*_ASK, *_DO)}
