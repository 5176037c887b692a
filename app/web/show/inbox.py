"""The inbox as a page shows it: what was asked in the address, rows with their clock, links that ask otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, cast, get_args
from urllib.parse import parse_qsl, urlencode

from flask import url_for

from app.clock import SHANGHAI, today
from app.domain.calendar import Calendar
from app.queries.paging import Page, Total
from app.queries.procedures import ProcedureView
from app.queries.saved_filters import KeptFilter
from app.queries.statistics import week_ends
from app.queries.whose_tasks import Scope
from app.queries.worklist import Filters, WorkItem, known_sort
from app.services.limits import day_before
from app.web.show.basis import basis_names
from app.web.show.clock import NEAR, Due, due_of

OWN = "默认"
SCOPES = {"mine": "我的", "group": "本组", "done": "已办", "copied": "抄送我的"}
TITLES = {"mine": "我的待办", "group": "本组待办", "done": "已办", "copied": "抄送我的", "all": "全部待办"}
DUES = {"late": "已超期", "today": "今天到期", "near": "两日内到期", "week": "本周到期"}
ORDERS = {
    "": "法定日", "target_at,due_at": "内部目标，再按法定日", "-opened_at": "新到的在前", "opened_at": "先到的在前",
    "procedure,due_at": "程序，再按法定日", "subject,due_at": "信用主体，再按法定日", "case": "编号",
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
        """As an address says it, the usual left out."""
        kept = {k: str(v) for k, v in asdict(self).items() if v}
        return {k: v for k, v in kept.items() if (k, v) != ("scope", "mine")}

    def query(self) -> str:
        return urlencode({"scope": self.scope} | replace(self, page="", at=0).words())

    def filters(self) -> Filters:
        return Filters(q=self.q or None, procedure=self.procedure or None, node=self.node or None, **_when(self.due))


def asked_of(args: Mapping[str, str]) -> Asked:
    scope, sort, at = args.get("scope", "mine"), args.get("sort", ""), args.get("at", "")
    return Asked(
        scope=cast(Scope, scope) if scope in get_args(Scope) else "mine", q=args.get("q", "").strip()[:100],
        procedure=args.get("procedure", ""), node=args.get("node", ""),
        due=args.get("due", "") if args.get("due") in DUES else "", sort=sort if sort and known_sort(sort) else "",
        page=args.get("page", ""), at=int(at) if at.isdecimal() and len(at) < 8 else 0,
    )


def _when(due: str) -> dict[str, Any]:
    if due == "late":
        return {"overdue": True}
    if not due:
        return {}
    ahead = {"today": 1, "near": NEAR + 1, "week": (week_ends() - today()).days + 1}[due]
    end = datetime.combine(today() + timedelta(days=ahead), time(), SHANGHAI) + timedelta(minutes=1)
    return {"overdue": False, "due_before": end}


def inbox_values(
    asked: Asked, found: Page[WorkItem], counts: Mapping[str, Total], procedures: Sequence[ProcedureView],
    kept: Sequence[tuple[KeptFilter, Asked, Total]], calendar: Calendar,
) -> dict[str, object]:
    titles = {one.slug: one.title for one in procedures}
    rows = [row_of(item, titles, calendar) for item in found.items]
    return {
        "title": TITLES[asked.scope], "asked": asked, "rows": rows, "columns": columns(asked), "today": today(),
        "scopes": [tab(asked, key, label, counts) for key, label in SCOPES.items()],
        "kept": [kept_link(asked, *one) for one in kept], "procedures": by_procedure(asked, procedures),
        "late": said(counts["overdue"]) if counts["overdue"].count else "", "near": near_count(rows),
        "late_url": url(replace(Asked(), scope=asked.scope, due="late")), "titles": titles, "dues": DUES,
        "orders": ORDERS, "total": said(found.total), "first": asked.at + 1, "last": asked.at + len(rows),
        "next": url(replace(asked, page=found.next, at=asked.at + len(rows))) if found.next else None,
        "back": url(replace(asked, page="", at=0)) if asked.page else None, "narrowed": narrowed(asked),
        "files": any(one.may_open and not one.follows for one in procedures),
        "works": asked.scope in ("mine", "group", "all"), "plain": url(Asked(scope=asked.scope)),
    }


def row_of(item: WorkItem, titles: Mapping[str, str], calendar: Calendar) -> dict[str, object]:
    return {
        "id": item.id, "number": item.case, "url": url_for("desk.task", task_id=item.id), "title": item.title,
        "procedure": titles.get(item.procedure, item.procedure), "subject": item.subject or item.case_title,
        "articles": basis_names(item.legal_basis), "target": target(item), "own": item.due_status == OWN,
        "due": due(item, calendar), "aim": aim(item, calendar), "done": item.ended_at if item.state != "open" else None,
        "holder": item.assignee_name, "tags": tags(item), "can": can(item),
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


def can(item: WorkItem) -> str:
    """For the count on the batch bar; the preview asks the verbs themselves."""
    if item.state != "open" or item.seat in ("signer", "delegate"):
        return ""
    return "transfer" if item.assignee else "claim transfer"


def tab(asked: Asked, key: str, label: str, counts: Mapping[str, Total]) -> dict[str, object]:
    unread = counts["unread"].count if key == "copied" else 0
    return {"label": label, "url": url(Asked(scope=cast(Scope, key))), "current": asked.scope == key,
            "count": f"{unread} 未阅 · {said(counts[key])}" if unread else said(counts[key])}


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


def near_count(rows: Sequence[Mapping[str, object]]) -> int:
    clocks = [cast(Due, row["due"]) for row in rows if row["due"] and not row["done"]]
    return sum(one.state == "near" for one in clocks)


def narrowed(asked: Asked) -> bool:
    return bool(asked.q or asked.procedure or asked.node or asked.due)


def said(total: Total) -> str:
    return str(total.count) if total.exact else f"{total.count}+"


def url(asked: Asked) -> str:
    return url_for("desk.inbox", **asked.words())
