"""The inbox as a page shows it: what was asked in the address, rows with their clock, links that ask otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, cast, get_args
from urllib.parse import parse_qsl, urlencode

from flask import url_for

from app.clock import SHANGHAI, today
from app.domain import deadlines
from app.domain.calendar import Calendar
from app.queries.paging import Page, Total
from app.queries.procedures import ProcedureView
from app.queries.reminders import OpenReminder
from app.queries.saved_filters import KeptFilter
from app.queries.statistics import week_ends
from app.queries.whose_tasks import Scope
from app.queries.worklist import OWN, Filters, WorkItem, known_sort
from app.queries.workload import Pressing
from app.services.limits import day_before
from app.web import words
from app.web.show.basis import basis_names
from app.web.show.clock import NEAR, Due, due_of

SCOPES = {"mine": "我的", "group": "本组", "done": "已办", "copied": "抄送我的"}
TITLES = {"mine": "我的待办", "group": "本组待办", "done": "已办", "copied": "抄送我的", "all": "全部待办"}
DUES = {"late": "已超期", "law": "超过法定日", "aim": "过了内部目标", "today": "今天到期", "near": "两个工作日内到期",
        "week": "本周到期"}
ORDERS = {
    "": "先到期的在前", "target_at,due_at": "内部目标，再按法定日", "-opened_at": "新到的在前",
    "opened_at": "先到的在前", "procedure,due_at": "程序，再按法定日", "subject,due_at": "信用主体，再按法定日",
    "case": "编号",
}
COLUMNS = (("case", "编号"), ("procedure,due_at", "事项 · 步骤"), ("subject,due_at", "信用主体"), (None, "依据"),
           ("target_at,due_at", "内部目标"), ("", "法定日"), (None, "承办"))


@dataclass(frozen=True)
class Asked:
    """What the address asks: unknown words are as good as none, so that an old link still opens."""

    scope: Scope = "mine"
    q: str = ""
    procedure: str = ""
    node: str = ""
    due: str = ""
    sort: str = ""
    page: str = ""
    at: int = 0

    def words(self) -> dict[str, Any]:
        """As an address says it. The scope always stands there: without one the inbox opens where it presses most."""
        return {k: str(v) for k, v in asdict(self).items() if v}

    def query(self) -> str:
        return urlencode(replace(self, page="", at=0).words())

    def filters(self, calendar: Calendar) -> Filters:
        return Filters(q=self.q or None, procedure=self.procedure or None, node=self.node or None,
                       **_when(self.due, calendar))


def asked_of(args: Mapping[str, str]) -> Asked:
    scope, sort, at = args.get("scope", "mine"), args.get("sort", ""), args.get("at", "")
    return Asked(
        scope=cast(Scope, scope) if scope in get_args(Scope) else "mine", q=args.get("q", "").strip()[:100],
        procedure=args.get("procedure", ""), node=args.get("node", ""),
        due=args.get("due", "") if args.get("due") in DUES else "", sort=sort if sort and known_sort(sort) else "",
        page=args.get("page", ""), at=int(at) if at.isdecimal() and len(at) < 8 else 0,
    )


def _when(due: str, calendar: Calendar) -> dict[str, Any]:
    if due in ("late", "law", "aim"):
        return {"overdue": True, "lawful": {"late": None, "law": True, "aim": False}[due]}
    if due == "near":
        return {"overdue": False, "due_before": near_end(calendar) + timedelta(minutes=1), "lawful": True}
    if not due:
        return {}
    ahead = {"today": 1, "week": (week_ends() - today()).days + 1}[due]
    end = datetime.combine(today() + timedelta(days=ahead), time(), SHANGHAI) + timedelta(minutes=1)
    return {"overdue": False, "due_before": end}


def near_end(calendar: Calendar) -> datetime:
    """The end of the last day that counts as soon."""
    return deadlines.due(today(), NEAR, "workdays", calendar).due_at


@dataclass(frozen=True)
class Beside:
    """What stands beside the list: figures of every tab, unread copies, who urged which task by which day."""

    counts: Mapping[str, Total]
    pressing: Mapping[str, Pressing]
    unread: Collection[int]
    urged: Mapping[int, date | None]


def opens_on(pressing: Mapping[str, Pressing], counts: Mapping[str, Total]) -> Scope:
    """Without a wish: the list in which a day of the law is past, else soon due, else where anything waits; mine where
    both are alike."""
    def calm(scope: str) -> tuple[bool, ...]:
        one = pressing[scope]
        return not one.late, not one.near, not counts[scope].count

    return "group" if calm("group") < calm("mine") else "mine"


def inbox_values(
    asked: Asked, found: Page[WorkItem], beside: Beside, procedures: Sequence[ProcedureView],
    kept: Sequence[tuple[KeptFilter, Asked, Total]], calendar: Calendar,
) -> dict[str, object]:
    titles = {one.slug: one.title for one in procedures}
    rows = [row_of(item, titles, calendar, beside) for item in found.items]
    return {
        "title": TITLES[asked.scope], "asked": asked, "rows": rows, "columns": columns(asked), "today": today(),
        "scopes": [tab(asked, key, label, beside) for key, label in SCOPES.items()],
        "kept": [kept_link(asked, *one) for one in kept], "procedures": by_procedure(asked, procedures),
        "pressing": beside.pressing.get(asked.scope), "elsewhere": elsewhere(asked, beside), "titles": titles,
        "narrow": {key: url(Asked(scope=asked.scope, due=key)) for key in DUES}, "dues": DUES, "counts": beside.counts,
        "orders": ORDERS, "total": said(found.total), "first": asked.at + 1, "last": asked.at + len(rows),
        "next": url(replace(asked, page=found.next, at=asked.at + len(rows))) if found.next else None,
        "back": url(replace(asked, page="", at=0)) if asked.page else None, "narrowed": narrowed(asked),
        "files": any(one.may_open and not one.follows for one in procedures),
        "works": asked.scope in ("mine", "group", "all"), "plain": url(Asked(scope=asked.scope)),
    }


def elsewhere(asked: Asked, beside: Beside) -> list[dict[str, object]]:
    """A day of the law that is past or near in a list that is not open now is told here too."""
    told = []
    for scope, one in beside.pressing.items():
        if scope != asked.scope and (one.late or one.near):
            due = "law" if one.late else "near"
            told.append({"label": SCOPES[scope], "one": one, "url": url(Asked(scope=cast(Scope, scope), due=due))})
    return told


def row_of(item: WorkItem, titles: Mapping[str, str], calendar: Calendar,
           beside: Beside | None = None) -> dict[str, object]:
    return {
        "id": item.id, "number": item.case, "url": url_for("desk.task", task_id=item.id), "title": item.title,
        "procedure": titles.get(item.procedure, item.procedure), "subject": item.subject or item.case_title,
        "articles": basis_names(item.legal_basis), "target": target(item), "own": item.due_status == OWN,
        "due": due(item, calendar), "aim": aim(item, calendar), "done": item.ended_at if item.state != "open" else None,
        "holder": item.assignee_name, "tags": tags(item) + (urges(item, beside.urged) if beside else []),
        "unread": beside is not None and item.id in beside.unread, "can": can(item, beside),
        "past_target": item.state == "open" and (day := target(item)) is not None and day < today(),
    }


def target(item: WorkItem) -> date | None:
    """The day that the house has set itself; a limit of its own is one, and stands in no column of statutory days."""
    own = [item.target_at, item.due_at if item.due_status == OWN else None]
    return min((day_before(moment) for moment in own if moment), default=None)


def due(item: WorkItem, calendar: Calendar) -> Due | None:
    """The statutory day."""
    return None if item.due_status == OWN else _counted(item, calendar)


def aim(item: WorkItem, calendar: Calendar) -> Due | None:
    """The last day of a limit that the house has set itself, for whoever oversees that it is kept."""
    return _counted(item, calendar) if item.due_status == OWN else None


def _counted(item: WorkItem, calendar: Calendar) -> Due | None:
    if item.due_at is None:
        return None
    last = day_before(item.due_at)
    return due_of(today(item.started_at or item.opened_at), last, "running", calendar, item.provisional)


def tags(item: WorkItem) -> list[str]:
    """What is special about a row: whose work it is, in which seat, how far a signing has come."""
    told = [f"代{item.acting_for}办"] if item.acting_for else []
    count = f" {item.signed.done}/{item.signed.of}" if item.signed else ""
    if item.state == "open" and (item.signed or item.seat in ("signer", "delegate")):
        told.append({"signer": "请您会签", "delegate": "委派给您"}.get(item.seat or "", "会签") + count)
    return told + (["退回"] if item.note else []) + (["有草稿"] if item.has_draft else [])


def reminder_row(one: OpenReminder, titles: Mapping[str, str], calendar: Calendar) -> dict[str, object]:
    due = due_of(today(one.at), one.answer_by, "running", calendar) if one.answer_by else None
    return vars(one) | {"procedure": titles.get(one.procedure, one.procedure), "due": due,
                        "url": url_for("desk.task", task_id=one.task)}


def urges(item: WorkItem, urged: Mapping[int, date | None]) -> list[str]:
    if item.id not in urged:
        return []
    day = urged[item.id]
    return [f"督办，{words.day(day)}前回复" if day else "催办"]


def can(item: WorkItem, beside: Beside | None) -> str:
    """For the count on the batch bar; the preview asks the verbs themselves."""
    if beside is not None and item.id in beside.unread:
        return "read"
    if item.state != "open" or item.seat in ("signer", "delegate"):
        return ""
    free = "transfer delegate copy remind supervise"
    return free if item.assignee else f"claim {free}"


def tab(asked: Asked, key: str, label: str, beside: Beside) -> dict[str, object]:
    """`late` past a day of the law, `unread` copies: what must not be overlooked from any other tab."""
    pressing = beside.pressing.get(key)
    return {"label": label, "url": url(Asked(scope=cast(Scope, key))), "current": asked.scope == key,
            "late": pressing.late if pressing else 0, "unread": len(beside.unread) if key == "copied" else 0,
            "count": said(beside.counts[key])}


def asked_again(query: str) -> Asked:
    """What a kept filter asks."""
    return asked_of(dict(parse_qsl(query)))


def kept_link(asked: Asked, one: KeptFilter, meant: Asked, count: Total) -> dict[str, object]:
    return {"id": one.id, "label": one.name, "url": url(meant), "current": meant == replace(asked, page="", at=0),
            "count": said(count)}


def by_procedure(asked: Asked, procedures: Sequence[ProcedureView]) -> list[dict[str, object]]:
    return [{"slug": one.slug, "label": one.title, "current": asked.procedure == one.slug,
             "url": url(Asked(scope=asked.scope, procedure=one.slug))} for one in procedures]


def columns(asked: Asked) -> list[dict[str, object]]:
    """Heads of the table; each that can order the list leads to it, and a second time the other way round."""
    return [column(asked, key, label) for key, label in COLUMNS]


def column(asked: Asked, key: str | None, label: str) -> dict[str, object]:
    if key is None or asked.scope == "done":
        return {"label": label, "url": None, "order": ""}
    turned = "-" + (key or "due_at")
    order = {key: "ascending", turned: "descending"}.get(asked.sort, "")
    to = turned if order == "ascending" else key
    return {"label": label, "url": url(replace(asked, sort=to, page="", at=0)), "order": order}


def narrowed(asked: Asked) -> bool:
    return bool(asked.q or asked.procedure or asked.node or asked.due)


def said(total: Total) -> str:
    return str(total.count) if total.exact else f"{total.count}+"


def url(asked: Asked) -> str:
    return url_for("desk.inbox", **asked.words())
