"""Cases: file, list, read, and every act on one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from app.api.bodies import CaseQuery, CommentBody, FileBody, MessageBody, OnCase, Paged, ReasonBody, WithdrawBody
from app.api.door import Ask, call
from app.api.shapes import OBJECT, paged
from app.domain.numbers import read_case_number
from app.errors import NotFound
from app.queries import case_page, cases, comments, documents, trail
from app.queries.reading import reading
from app.services.comment_case import comment_case
from app.services.confirm_document import confirm_document
from app.services.execute import execute
from app.services.file_case import Filed, file_case
from app.services.hold_case import hold_case, lift_hold
from app.services.note_reading import note_reading
from app.services.query_codes import reissue_code
from app.services.replace_document import replace_document
from app.services.send_message import send_message
from app.services.unmask_case import Unmasked, unmask_case
from app.services.withdraw_case import withdraw_case

ON_CASE = (403, 404, 409, 503)

CODE = {  # the code is shown this once: the same request repeated does not show it again
    "type": "object", "required": ["number"], "additionalProperties": False,
    "properties": {"number": {"type": "string"}, "query_code": {"type": "string"}, "url": {"type": "string"}},
}

@call("POST", "/cases", CODE, status=201, body=FileBody, verb="file", refusals=ON_CASE)
def file(ask: Ask) -> Any:
    """提出一件事项"""

    def show(found: Filed) -> Mapping[str, Any]:
        return {"number": found.number, "query_code": found.query_code, "url": f"/api/v1/cases/{found.number}"}

    return ask.perform(file_case, show, "query_code", **ask.body)


@call("GET", "/cases", paged(cases.CaseItem), query=CaseQuery)
def list_cases(ask: Ask) -> Any:
    """可以看的事项，新的在前"""
    q = ask.query
    filters = cases.CaseFilters(**{k: q.get(k) for k in ("procedure", "status", "subject", "q", "overdue")})
    with reading() as session:
        return cases.list_cases(session, ask.actor, filters, cursor=q.get("page"), size=q["size"])


@call("GET", "/cases/{number}", case_page.CaseView)
def get_case(ask: Ask, number: str) -> Any:
    """一件事项"""
    with reading() as session:
        found = case_page.find_case(session, ask.actor, number)
    noted(ask, "case", found.number)
    return found


def noted(ask: Ask, what: str, number: str) -> None:
    """Whose data it is can read who of an organ looked at it."""
    if any(post.organisation_id for post in ask.actor.posts):
        execute(note_reading, actor=ask.actor, what=what, purpose=f"办理事项 {number}", number=number)


def known(number: str) -> str:
    """A number as the tables have it. What is no number names no case."""
    found = read_case_number(number)
    if found is None:
        raise NotFound()
    return found.plain


@call("GET", "/cases/{number}/trail", paged(trail.TrailView), query=Paged)
def get_trail(ask: Ask, number: str) -> Any:
    """留痕，按发生的顺序"""
    with reading() as session:
        return trail.case_trail(session, ask.actor, number, cursor=ask.query.get("page"), size=ask.query["size"])


@call("GET", "/cases/{number}/documents", paged(documents.DocumentView), query=Paged)
def get_documents(ask: Ask, number: str) -> Any:
    """文书和送达情况"""
    with reading() as session:
        return documents.list_documents(session, ask.actor, number)


@call("GET", "/cases/{number}/documents/{key}", None, media="application/pdf")
def get_document(ask: Ask, number: str, key: str) -> Any:
    """一份文书的 PDF"""
    with reading() as session:
        found = documents.document_bytes(session, ask.actor, key, known(number))
    noted(ask, "document", known(number))
    return Response(found.content, content_type=found.kind, headers={"ETag": f'"{found.sha256}"'})


@call("POST", "/cases/{number}/documents/{key}/confirm", OBJECT, body=OnCase, refusals=ON_CASE)
def confirm(ask: Ask, number: str, key: str) -> Any:
    """确认收到一份文书（送达回证）"""
    with reading() as session:
        documents.document_bytes(session, ask.actor, key, known(number))
    return ask.perform(confirm_document, key=key)


@call("POST", "/cases/{number}/documents/{key}/replace", OBJECT, body=WithdrawBody, status=201, refusals=ON_CASE)
def replace_letter(ask: Ask, number: str, key: str) -> Any:
    """更正一份文书：发出新的，旧的标明已被替换"""
    with reading() as session:
        documents.document_bytes(session, ask.actor, key, known(number))
    return ask.perform(replace_document, key=key, reason=ask.body["reason"])


@call("GET", "/cases/{number}/comments", paged(comments.CommentView), query=Paged)
def get_comments(ask: Ask, number: str) -> Any:
    """内部意见，只给办理单位看"""
    with reading() as session:
        return comments.list_comments(session, ask.actor, number)


@call("POST", "/cases/{number}/comments", OBJECT, body=CommentBody, status=201, verb="comment", refusals=ON_CASE)
def comment(ask: Ask, number: str) -> Any:
    """写一条内部意见"""
    return ask.perform(comment_case, number=known(number), text=ask.body["said"], version=ask.body.get("version"))


@call("POST", "/cases/{number}/unmask", Unmasked, body=ReasonBody, verb="unmask", refusals=ON_CASE)
def unmask(ask: Ask, number: str) -> Any:
    """写明理由，显示一次遮盖的证件号码和电话；记入查阅记录，信用主体看得到"""
    return execute(unmask_case, actor=ask.actor, number=known(number), **ask.body)  # never remembered under a key


@call("POST", "/cases/{number}/hold", OBJECT, body=ReasonBody, verb="hold", refusals=ON_CASE)
def hold(ask: Ask, number: str) -> Any:
    """注明暂缓删除：复议、诉讼没有了结的，保存期满也不删除"""
    return ask.perform(hold_case, number=known(number), **ask.body)


@call("POST", "/cases/{number}/lift-hold", OBJECT, body=ReasonBody, verb="lift-hold", refusals=ON_CASE)
def lift(ask: Ask, number: str) -> Any:
    """不再暂缓，到期照常删除"""
    return ask.perform(lift_hold, number=known(number), **ask.body)


@call("POST", "/cases/{number}/withdraw", OBJECT, body=WithdrawBody, verb="withdraw", refusals=ON_CASE)
def withdraw(ask: Ask, number: str) -> Any:
    """撤回申请"""
    return ask.perform(withdraw_case, number=known(number), **ask.body)


@call("POST", "/cases/{number}/messages/{name}", OBJECT, body=MessageBody, verb="message", refusals=ON_CASE)
def message(ask: Ask, number: str, name: str) -> Any:
    """送一条事项正在等的消息，例如补充材料"""
    return ask.perform(send_message, number=known(number), name=name, **ask.body)


@call("POST", "/cases/{number}/code", CODE, body=OnCase, refusals=ON_CASE)
def new_code(ask: Ask, number: str) -> Any:
    """重新发一个查询码，旧的作废"""
    return ask.perform(reissue_code, secret="query_code", number=known(number))
