"""The page of a letter: what it is, when it was served and how, and whether receipt is still to be confirmed."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.queries.case_page import CaseView
from app.queries.documents import DocumentView
from app.web import words

STATES = {"valid": "有效", "replaced": "已被新的文书代替", "withdrawn": "已撤销"}
SERVED = {"electronic": "电子送达", "mail": "邮寄送达", "direct": "当面领取", "public": "公告送达", "left": "留置送达",
          "receipt": "当场交付", "signed": "在平台签收"}


def letter_values(case: CaseView, one: DocumentView) -> dict[str, object]:
    place: dict[str, Any] = {"number": case.number, "key": one.id}
    waits = one.confirmed_at is None and one.to_subject and one.state == "valid"
    return {
        "title": one.title, "facts": facts_of(one), "served_on": one.served_on, "confirmed_at": one.confirmed_at,
        "file_url": url_for("citizen.letter_file", **place), "verify_url": url_for("public.verify", key=one.id),
        "confirm_url": url_for("citizen.confirm", **place) if waits else None,
        "confirm_said": what_confirming_does(one),
    }


def what_confirming_does(one: DocumentView) -> str:
    """The day of service is the law's, and confirming late does not move it."""
    if one.served_on is None:
        return "您确认的这天就是签收日，也就是送达日（参照民事诉讼法第八十七条）。"
    day = words.full_day(one.served_on)
    if one.served_how == "electronic":
        said = f"电子送达的，文书到达您在本平台的账户那天，即{day}，就是送达日（参照民事诉讼法第九十条）。"
    else:
        said = f"这份文书已经在{day}送达（{SERVED.get(one.served_how, one.served_how)}）。"
    return said + "文书写明的期限从送达的第二天起计算，不因为确认早晚而改变。"


def facts_of(one: DocumentView) -> list[tuple[str, str]]:
    number = one.number if one.number != one.id else ""
    how = SERVED.get(one.served_how, one.served_how)
    served = f"{words.full_day(one.served_on)}，{how}" if one.served_on else "还没有"
    return [
        ("文号", number), ("制发机关", one.organisation or ""), ("制发日期", words.full_day(one.issued_at)),
        ("送达", served), ("状态", STATES.get(one.state, one.state)), ("说明", one.reason),
    ]
