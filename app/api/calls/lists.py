"""Drafts open for comment, what was said to them, editions of lists: for anybody, without sign-in."""

from __future__ import annotations

from typing import Any

from flask import request

from app import clock
from app.api.bodies import DraftQuery, Paged, PublicCommentBody, ReleaseBody
from app.api.door import Ask, call
from app.api.shapes import OBJECT, paged
from app.queries import editions, public_drafts
from app.queries.reading import reading
from app.services.comment_on_draft import comment_on_draft
from app.services.release_comment import release_comment

RECEIPT = {"type": "object", "required": ["receipt", "draft", "received_on"], "additionalProperties": False,
           "properties": {"receipt": {"type": "string"}, "draft": {"type": "string"},
                          "received_on": {"type": "string", "format": "date"}}}


@call("GET", "/public/drafts", paged(public_drafts.DraftItem), query=DraftQuery, anyone=True)
def drafts(ask: Ask) -> Any:
    """公开征求意见的草案，open 的还收意见"""
    q = ask.query
    with reading() as session:
        return public_drafts.list_drafts(session, clock.now(), state=q.get("state"), cursor=q.get("page"),
                                         size=q["size"])


@call("GET", "/public/drafts/{key}", public_drafts.DraftView, anyone=True)
def draft(ask: Ask, key: str) -> Any:
    """一份草案，逐项"""
    with reading() as session:
        return public_drafts.find_draft(session, key, clock.now())


@call("GET", "/public/drafts/{key}/comments", paged(public_drafts.CommentView), query=Paged, anyone=True)
def draft_comments(ask: Ask, key: str) -> Any:
    """公众意见和采纳情况：只有经人看过、决定公开的，姓名遮盖"""
    with reading() as session:
        return public_drafts.list_comments(session, key, cursor=ask.query.get("page"), size=ask.query["size"])


@call("POST", "/public/drafts/{key}/comments", RECEIPT, body=PublicCommentBody, verb="comment", anyone=True, status=201,
      refusals=(409, 429))
def say(ask: Ask, key: str) -> Any:
    """对草案提出意见，不用登录；about 是项号，不写就是对全文"""
    about = ask.body.get("about")
    more = {field: ask.body[field] for field in ("name", "contact") if ask.body.get(field)}
    answers = {"text": ask.body["said"], "about": str(about) if about else "all", **more}
    return ask.perform(comment_on_draft, draft=key, answers=answers, address=request.remote_addr or "")


@call("GET", "/public/receipts/{key}", public_drafts.ReceiptView, anyone=True)
def receipt(ask: Ask, key: str) -> Any:
    """凭回执号看自己的意见：公开了没有，采纳了没有"""
    with reading() as session:
        return public_drafts.find_receipt(session, key)


@call("POST", "/comments/{key}/release", OBJECT, body=ReleaseBody, verb="release", refusals=(403, 409))
def release_or_withhold(ask: Ask, key: str) -> Any:
    """决定一条公众意见公开还是不公开"""
    return ask.perform(release_comment, receipt=key, **ask.body)


@call("GET", "/public/registers/{name}/editions", paged(editions.EditionItem), query=Paged, anyone=True)
def list_editions(ask: Ask, name: str) -> Any:
    """目录、清单公布过的各个版本"""
    with reading() as session:
        return editions.list_editions(session, name, cursor=ask.query.get("page"), size=ask.query["size"])


@call("GET", "/public/editions/{key}", editions.EditionView, anyone=True)
def edition(ask: Ask, key: str) -> Any:
    """一个版本，和它改动了什么"""
    with reading() as session:
        return editions.find_edition(session, key)
