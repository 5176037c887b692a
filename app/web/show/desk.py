"""A case as its handlers see it: clock, drawing, subject, letters, story, remarks, answers so far. Left of it stands
the form of a task, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import url_for

from app.clock import today
from app.domain.calendar import Calendar
from app.domain.deadlines import DayCount
from app.procedures.form_model import Field
from app.procedures.register_model import Article
from app.queries.case_page import CaseView
from app.queries.deadlines import DeadlineView
from app.queries.desk_page import Answered, CasePage, TaskPage
from app.queries.documents import Attachment, DocumentView
from app.queries.story import Event
from app.queries.task_page import TaskBrief
from app.services.limits import day_before
from app.web import words
from app.web.form_view import Card, FormView, KeptFile, Sources, form_view
from app.web.readback import Line, lines
from app.web.show.basis import basis_names, quoted
from app.web.show.called import doors_of
from app.web.show.clock import Clock, clock_of, due_of
from app.web.show.kept import kept_said
from app.web.show.letter import SERVED, STATES
from app.web.show.signing import seat_said, signing_values

Find = Callable[[str], Article | None]


@dataclass(frozen=True)
class Told:
    """Answers of one form to read over."""

    title: str
    by: str
    at: str
    lines: tuple[Line, ...]


def brief(page: CasePage, calendar: Calendar) -> dict[str, object]:
    """The column on the right: the same beside a task and on the page of the case."""
    case = page.case
    clocks = [clock_of(one, calendar, notes(case)) for one in ranked(case.deadlines)]
    return {
        "case": case, "number": case.number, "clocks": list(zip(ranked(case.deadlines), clocks, strict=True)),
        "main": main_clock(case.deadlines, clocks), "nodes": page.story.places, "subject": case.subject,
        "diagram": url_for("desk.drawing", number=case.number),
        "doors": doors_of(page.called, None, partial(inside_url, case.number)),
        "story": [line_of(one) for one in page.story.events],
        "letters": [letter_of(case, one) for one in page.documents], "comments": page.comments,
        "attachments": [file_of(case, one) for one in page.attachments], "records": page.records,
        "others": page.others, "twins": page.twins, "related": related(case), "can": case.can,
        "kept": kept_said(case), "messages": case.messages, "waiting": case.waiting_for,
    }


def inside_url(number: str, n: int) -> str:
    return url_for("desk.big_drawing", number=number, part=n)


def ranked(deadlines: Sequence[DeadlineView]) -> list[DeadlineView]:
    """What still runs and is laid down by law comes first."""
    return sorted(deadlines, key=lambda d: (d.open, d.status == "法定", d.started_at), reverse=True)


def main_clock(deadlines: Sequence[DeadlineView], clocks: Sequence[Clock]) -> dict[str, object] | None:
    """The clock at the top of the column: its day, and why it is that day, in one sentence."""
    found = ranked(deadlines)
    if not found:
        return None
    view, clock = found[0], clocks[0]
    return {"clock": clock, "view": view, "tag": extension_said(view), "how": how(view),
            "target": day_before(view.target_at) if view.target_at else None,
            "url": url_for("desk.deadline", deadline_id=view.id)}


def extension_said(view: DeadlineView) -> str:
    if view.extensions:
        return "已延长" if view.extendable_to else "已延长，不能再延"
    return "" if not view.open else "可以延长" if view.extendable_to else "不能延长"


def how(view: DeadlineView) -> str:
    """9月18日开始的次日起，第 20 个工作日；周末、国庆节 12 天不计。"""
    skipped = [line for line in view.explanation[1:] if not line.counted]
    why = dict.fromkeys(line.why.split("；")[0] for line in skipped)
    left_out = f"；{'、'.join(why)} {len(skipped)} 天不计" if skipped else ""
    return f"{words.day(view.start_on)}的次日起，第 {words.period(view.length, view.unit)}{left_out}。"


def day_lines(days: Sequence[DayCount]) -> list[dict[str, object]]:
    return [{"day": one.day, "counted": one.counted, "n": one.n, "why": one.why, "now": one.day == today()}
            for one in days]


def notes(case: CaseView) -> dict[date, str]:
    return {case.received_on: "收到"} | {d.start_on: "开始" for d in case.deadlines}


def line_of(event: Event) -> dict[str, object]:
    at = "" if event.at is None else words.moment(event.at)
    return {"title": event.title, "at": f"{at} 至今" if event.state == "now" else at, "text": event.text,
            "state": event.state}


def letter_of(case: CaseView, one: DocumentView) -> dict[str, object]:
    issued, how = f"{words.day(one.issued_at)}发出", SERVED.get(one.served_how, "送达")
    served = f"{words.day(one.served_on)}{how}" if one.served_on else issued
    to = "" if one.to_subject else f"，致{one.recipient}"
    state = "" if one.state == "valid" else f"，{STATES.get(one.state, one.state)}"
    return {"title": one.title, "number": one.number if one.number != one.id else "", "remark": served + to + state,
            "confirmed": one.confirmed_at is not None, "one": one,
            "url": url_for("desk.letter_file", number=case.number, key=one.id) if case.erased_on is None else None}


def file_of(case: CaseView, one: Attachment) -> dict[str, object]:
    return {"name": one.name, "size": one.size, "at": one.at,
            "url": url_for("desk.attachment", number=case.number, key=one.id)}


def related(case: CaseView) -> list[tuple[str, str, str]]:
    beside = [one for one in (case.parent, case.follows, *case.children, *case.followed_by) if one]
    return [(one.number, one.title, one.stage) for one in beside]


def answered(page: CasePage, masked: bool = True) -> list[Told]:
    """What has been answered so far, the application first. Numbers of people are masked but for the file (卷宗)."""
    return [told(page, one, masked) for one in page.answered]


def told(page: CasePage, one: Answered, masked: bool) -> Told:
    view = form_view(one.form, one.form.fields, one.answers, sources(page, one), None)
    kept = tuple(line for line in lines(view.fields, masked=masked) if line.values)
    return Told(one.title, one.by, words.moment(one.at) if one.at else "", kept)


def sources(page: CasePage, one: Answered) -> Sources:
    """Files are those of the case, whoever brought them; records are those that it is about."""
    files = {f.id: KeptFile(f.id, f.name, f.size) for f in page.attachments}
    return Sources(options=one.world.options, cards=lambda field: cards(page, field), file=files.get,
                   prefill=one.world.prefill)


def cards(page: CasePage, field: Field) -> Mapping[str, Card]:
    if field.type != "record":
        return {}
    return {r.key: Card(hint=f"{r.source} · {words.full_day(r.dated)}", mark="、".join(r.marks)) for r in page.records}


def task_values(page: TaskPage, form: FormView, calendar: Calendar, find: Find) -> dict[str, object]:
    """What stands left: the law of this step, what was said before, and the acts that are open."""
    task, limit = page.task, next((d for d in ranked(page.case.deadlines) if d.open), None)
    names = (*basis_names(task.legal_basis), *([limit.article] if limit else []))
    return {
        "task": task, "id": task.id, "title": task.title, "form": form, "law": quoted(names, find), "limit": limit,
        "limit_said": limit_said(limit), "told": answered(page), "works": "save" in task.can,
        "can": task.can, "standing": standing(task), "due": task_due(task, calendar),
        "seat": seat_said(task), **signing_values(task),
    }


def limit_said(limit: DeadlineView | None) -> str:
    if limit is None:
        return ""
    own = "内部要求，" if limit.status == "默认" else ""
    whole, most = words.period(limit.length, limit.unit), limit.extendable_to
    longer = f"经批准可以延长，累计不超过 {words.period(most, limit.unit)}。" if most else ""
    return f"{own}{limit.title} {whole}，最后一天是 {words.day_week(limit.due_on)}。{longer}"


def standing(task: TaskBrief) -> str:
    """Whose the task is, where the reader cannot simply go on with it."""
    if task.state == "done":
        return f"{task.assignee_name or '已'}于 {words.moment(task.ended_at)} 办完。"
    if task.state == "cancelled":
        return f"这一步已于 {words.moment(task.ended_at)} 取消，不用再办。"
    if "complete" in task.can:
        return ""
    if task.seat is not None and task.why_not:
        return task.why_not
    if task.assignee_name and "save" not in task.can:
        return f"这项待办在{task.assignee_name}（{task.organisation or ''}）手里，您可以看，不能办。"
    return f"这项待办由{task.organisation or '别的单位'}办理，您可以看，不能办。"


def task_due(task: TaskBrief, calendar: Calendar) -> object:
    if task.due_at is None:
        return None
    return due_of(today(task.opened_at), day_before(task.due_at), "running", calendar)
