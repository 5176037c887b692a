"""The page of one matter, from what the queries say: answers first, then clocks, reasons, story, letters, acts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from app.domain.calendar import Calendar
from app.domain.deadlines import Unit, due
from app.queries.case_page import CaseView
from app.queries.deadlines import DeadlineView
from app.queries.documents import DocumentView
from app.queries.mine import RECEIPTS, Asked
from app.queries.story import Event, Story
from app.web import words
from app.web.show.asked import asked_url, last_day
from app.web.show.clock import Clock, clock_of
from app.web.show.kept import kept_said

HOTLINE = "12345"
# The events of reference 4.6 from which clocks run, as a word in a day of the calendar.
STARTS = {
    "application_received": "收到", "accepted": "受理", "supplement_notice_served": "送达", "served": "送达",
    "pushed": "转送", "objection_raised": "提出", "decision_made": "决定", "determined": "认定", "published": "公布",
}
Pair = tuple[str, str]
Remedy = tuple[str, str, str | None]


@dataclass(frozen=True)
class Outside:
    """A remedy outside this house, with the period that the law gives for it."""

    title: str
    length: int
    unit: Unit
    said: str
    article: str


OUTSIDE = {  # by the name under which a letter tells of it
    "reconsideration": Outside("行政复议", 60, "days", "60 日", "行政复议法第二十条"),
    "litigation": Outside("行政诉讼", 6, "months", "6 个月", "行政诉讼法第四十六条"),
}


def matter_values(
    case: CaseView, story: Story, documents: Sequence[DocumentView], asked: Sequence[Asked], calendar: Calendar
) -> dict[str, object]:
    clocks = clocks_of(case, story, calendar)
    main = next((one for one in clocks if one.main), None)
    yours = any(one.letter is None for one in asked)
    return {
        "number": case.number, "procedure": case.procedure_title, "title": case.title, "tags": tags_of(case, main),
        "remark": remark_of(case), "asked": [asked_of(one) for one in asked],
        "answers": answers_of(case, main, yours), "clocks": clocks,
        "changes": [*late_of(case, main), *changes_of(case.deadlines)],
        "story": [line_of(event) for event in story.events], "nodes": story.places,
        "letters": [letter_of(case, one) for one in documents if one.letter not in RECEIPTS],
        "can": acts_of(case, {one.message for one in asked}),
        "kept": kept_said(case), "erased": case.erased_on is not None,
        "remedies": remedies_of(case, documents, calendar), "related": related_of(case),
        "contact": {"phone": HOTLINE, "who": f"受理单位：{case.organisation}" if case.organisation else ""},
        "diagram": url_for("citizen.diagram", number=case.number),
    }


def clocks_of(case: CaseView, story: Story, calendar: Calendar) -> list[Clock]:
    """The main clock is the one laid down by law that still runs, else the newest; the others follow."""
    notes = notes_of(case, story)
    ranked = sorted(case.deadlines, key=lambda d: (d.open, d.status == "法定", d.started_at), reverse=True)
    return [clock_of(view, calendar, notes, main=n == 0) for n, view in enumerate(ranked)]


def notes_of(case: CaseView, story: Story) -> dict[date, str]:
    by_law_last = sorted(case.deadlines, key=lambda d: d.status == "法定")
    return {d.start_on: STARTS.get(d.started_by, "开始") for d in by_law_last} | {case.received_on: "收到"}


def tags_of(case: CaseView, main: Clock | None) -> list[Pair]:
    kind = {"closed": "done", "suspended": "wait"}.get(case.status, "blue")
    found = [(case.stage, kind)]
    if main and main.late and case.status == "open":
        found.append((main.due.left, "late"))
    if any(d.extensions for d in case.deadlines):
        found.append(("已延长", ""))
    return found


def remark_of(case: CaseView) -> str:
    name = case.subject.name if case.subject else ""
    filed = words.day(case.opened_at) + (f"{case.filed_by}代为提出" if case.filed_by else "提交")
    return " · ".join(part for part in (name, filed) if part)


def answers_of(case: CaseView, main: Clock | None, yours: bool) -> list[tuple[str, str, str]]:
    """Who, what next, by when: the three things that everybody asks."""
    if case.status == "closed":
        return [
            ("结果", case.outcome_title or case.stage, ""), ("办结日期", words.day_week(case.closed_at), ""),
            ("用时", used(case), ""),
        ]
    who = "您" if yours else "、".join(case.held_by) or "系统"
    last = (words.day_week(main.due.day), main.due.left) if main else ("没有法定期限", "")
    until = main.title if main and main.status != "法定" else "最迟哪天办完"
    return [("现在谁在办", who, case.stage), ("下一步", "", case.next or "等前一步办完"), (until, *last)]


def used(case: CaseView) -> str:
    days = (words.as_day(case.closed_at) - case.received_on).days if case.closed_at else 0
    return f"{max(1, days)} 天"


def late_of(case: CaseView, main: Clock | None) -> list[Pair]:
    """A matter past its day says so first: where it stands, and that being late decides nothing."""
    if main is None or not main.late or case.status == "closed":
        return []
    who = "、".join(case.held_by)
    where = f"现在停在“{case.stage}”" + (f"，由{who}办理" if who else "")
    said = f"{where}。超期已经记录并逐级督办，事项仍在办理，不会因为超期自动成立或者不成立。也可以打 {HOTLINE} 投诉。"
    return [("已经超期", said)]


def changes_of(deadlines: Sequence[DeadlineView]) -> list[Pair]:
    """Why a day is that day: each extension and pause with its reason and article."""
    found: list[Pair] = []
    for one in deadlines:
        for longer in one.extensions:
            moved = f"最后一天从{words.day(longer.before)}改为{words.day(longer.after)}"
            found.append((f"{words.day(longer.on)}延长", f"{longer.reason}。{moved}。{words.article(longer.article)}"))
        for pause in one.pauses:
            until = f"到 {words.day(pause.end)}" if pause.end else "，还没有恢复"
            found.append((f"{words.day(pause.start)}中止{until}", f"{pause.reason}。{words.article(pause.article)}"))
    return found


def line_of(event: Event) -> dict[str, object]:
    at = "" if event.at is None else words.moment(event.at)
    return {"title": event.title, "at": f"{at} 至今" if at and event.state == "now" else at, "text": event.text,
            "state": event.state}


def asked_of(one: Asked) -> dict[str, str]:
    if one.letter is not None:
        return {"title": f"确认已经收到《{one.title}》。", "label": "打开并确认", "url": asked_url(one)}
    last = last_day(one)
    until = f"，最迟 {words.day_week(last)}" if last else ""
    return {"title": f"{one.title}{until}。", "label": "现在就办", "url": asked_url(one)}


def letter_of(case: CaseView, one: DocumentView) -> dict[str, object]:
    served = f"{words.day(one.served_on)}送达" if one.served_on else f"{words.day(one.issued_at)}发出"
    state = {"replaced": "，已被代替", "withdrawn": "，已撤销"}.get(one.state, "")
    url = url_for("citizen.letter", number=case.number, key=one.id) if case.erased_on is None else None
    return {"title": one.title, "url": url,
            "remark": served + state, "confirmed": one.confirmed_at is not None}


def acts_of(case: CaseView, asked: Collection[str | None]) -> list[dict[str, str]]:
    """What the case says may be done now, but for what is asked above already; nothing here decides it."""
    found = [
        {"label": m.title, "url": url_for("citizen.message", number=case.number, name=m.name), "remark": ""}
        for m in case.messages
        if m.name not in asked
    ]
    if "recuse" in case.can:
        url = url_for("citizen.recusal", number=case.number)
        found.append({"label": "申请办理人员回避", "url": url, "remark": "与办理人员有利害关系的"})
    if "reissue_code" in case.can:
        url = url_for("citizen.new_code", number=case.number)
        found.append({"label": "换一个查询码", "url": url, "remark": "原来的查询码随即作废"})
    return found


def remedies_of(case: CaseView, documents: Sequence[DocumentView], calendar: Calendar) -> list[Remedy]:
    """After the end: the procedures that may follow, and outside this house what the letter of the result tells of."""
    if case.status != "closed" or case.erased_on is not None:
        return []
    found: list[Remedy] = [
        (f"申请{one.title}", "由另外的人重新办理，不收费。", begin_url(one.procedure, case.number))
        for one in case.may_follow
    ]
    result = next((d for d in reversed(documents) if d.remedies and d.state == "valid"), None)
    told = result.remedies if result else ()
    served = result.served_on if result else None
    return [*found, *(remedy(OUTSIDE[name], served, calendar) for name in told if name in OUTSIDE)]


def remedy(one: Outside, served: date | None, calendar: Calendar) -> Remedy:
    """With the reader's own last day, once the result has been served."""
    last = due(served, one.length, one.unit, calendar).last_day if served else None
    until = f"，最后一天是{words.day_week(last)}" if last else ""
    return (one.title, f"收到结果之日起 {one.said}内{until}。{one.article}", None)


def begin_url(slug: str, number: str) -> str:
    return url_for("citizen.begin", slug=slug, follows=number)


def related_of(case: CaseView) -> list[Mapping[str, str]]:
    beside = [one for one in (case.parent, case.follows, *case.children, *case.followed_by) if one]
    return [
        {"title": f"{one.title} {words.case_number(one.number)}", "stage": one.stage,
         "url": url_for("citizen.matter", number=one.number)} for one in beside
    ]
