"""The credit archive page: each record told with its source, use and changes, and the acts that apply or why not."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from app.clock import now, today
from app.procedures import Procedure
from app.queries.archive import Archive, Change, Record, Use
from app.services.registers import true_of
from app.web import words
from app.web.show.home import limit_said, main_limit

POLARITY = {"negative": "失信信息", "positive": "守信信息", "basic": "基础信息"}
KINDS = ("negative", "positive", "basic")
READINGS = "readings"
# What a reading is called.
READ = {"case": "查看事项", "entry": "查看记录", "document": "查看文书", "list": "查看记录清单",
        "identifier": "显示证件号码和电话"}
MARKS_KIND = "blue"


def archive_values(archive: Archive, takes: Sequence[Procedure], kind: str) -> dict[str, object]:
    """`kind` is a tab: of KINDS, `market`, READINGS, or nothing for all. `takes`: what one may do about a record."""
    shown = [record for record in archive.records if belongs(record, kind)]
    return {
        "name": archive.name, "code": archive.code, "total": len(archive.records), "at": now(), "report": None,
        "heading": "记录", "tabs": tabs_of(archive, kind), "others": archive.others, "subject": archive.key,
        "records": [record_values(record, takes, archive.key) for record in shown],
        "readings": archive.readings and [use_line(use) for use in archive.readings] if kind == READINGS else None,
    }


def belongs(record: Record, kind: str) -> bool:
    if kind == "market":
        return record.data.get("info_class") == "market"
    return not kind or record.data.get("polarity") == kind


def tabs_of(archive: Archive, kind: str) -> list[dict[str, object]]:
    count = {one: sum(belongs(record, one) for record in archive.records) for one in ("", *KINDS, "market")}
    labels = {"": "全部", **POLARITY, "market": "市场信用信息"}
    tabs = [tab(archive, key, labels[key], count[key], kind) for key in labels if not key or count[key]]
    return [*tabs, tab(archive, READINGS, "谁查过我", len(archive.readings), kind)]


def tab(archive: Archive, key: str, label: str, count: int, kind: str) -> dict[str, object]:
    url = url_for("citizen.archive", subject=archive.key, kind=key or None)
    return {"label": label, "url": url, "current": key == kind, "count": count}


def record_values(record: Record, takes: Sequence[Procedure], subject: str) -> dict[str, object]:
    return {
        "id": record.key, "title": record.title, "remark": remark_of(record), "tags": tags_of(record),
        "facts": facts_of(record), "uses": [use_line(use) for use in record.uses],
        "changes": [change_line(change) for change in record.changes],
        "acts": [act_of(record, p, subject) for p in takes],
    }


def remark_of(record: Record) -> str:
    said = record.words
    money = f"金额 {words.money(record.data.get('amount'))} 元" if record.data.get("amount") else ""
    number = said.get("basis_no") or said.get("document_no", "")
    return " · ".join(part for part in (number, money, words.full_day(record.dated)) if part)


def tags_of(record: Record) -> list[tuple[str, str]]:
    said, polarity = record.words, str(record.data.get("polarity"))
    class_said = POLARITY.get(polarity, said.get("polarity", ""))
    level = said.get("level")
    first = f"{class_said} · {level}" if level and polarity == "negative" else class_said
    ended = [("已终止", "")] if record.lifecycle == "ended" else []
    shielded = [("已屏蔽", "")] if record.data.get("shielded") else []
    kind = "done" if polarity == "positive" else ""
    return [(first, kind), *ended, *shielded, *((mark, MARKS_KIND) for mark in record.marks)]


def facts_of(record: Record) -> list[tuple[str, str]]:
    said, data = record.words, record.data
    arrived = f"，{words.full_day(data['received_on'])}推送" if data.get("received_on") else ""
    basis = "，".join(part for part in (said.get("basis_title", ""), said.get("basis_no", "")) if part)
    public = said.get("publication", "")
    until = f"，到{words.full_day(data['publication_to'])}" if data.get("publication_to") else ""
    kept = f"{words.full_day(record.kept_until)}，到期自动删除。省条例第十六条" if record.kept_until else ""
    decided = "，".join(part for part in (said.get("decided_by", ""), day_of(data.get("decided_on"))) if part)
    return [
        ("来源", f"{record.source}{arrived}" if record.source else ""), ("主要内容", said.get("content", "")),
        ("行为发生", day_of(data.get("conduct_on"))), ("认定（决定）", decided), ("依据文书", basis),
        ("法律依据", said.get("legal_basis", "")), ("生效", day_of(data.get("effective_on"))),
        ("履行完毕", day_of(data.get("performed_on"))), ("采集依据", said.get("collection_basis", "")),
        ("公示", public + until), ("保存到", kept), ("备注", said.get("remark", "")),
    ]


def day_of(value: object) -> str:
    return words.full_day(str(value)) if value else ""


def use_line(use: Use) -> dict[str, object]:
    what = READ.get(use.what, use.what)
    return {"at": use.at, "who": use.who, "what": what, "purpose": use.purpose, "text": f"{use.who}，{what}",
            "small": use.purpose}


def change_line(change: Change) -> dict[str, object]:
    line: dict[str, object] = {"at": change.at, "text": change.reason, "small": words.article(change.article)}
    if change.case:
        line |= {"url": url_for("citizen.matter", number=change.case), "label": words.case_number(change.case)}
    return line


def act_of(record: Record, procedure: Procedure, subject: str) -> dict[str, object]:
    """One may begin it from here; or it runs already, and then the page says where."""
    label = procedure.texts.home.get("title") or procedure.title
    running = next((busy.number for busy in record.busy if busy.procedure == procedure.slug), None)
    if running:
        more = {"url": url_for("citizen.matter", number=running), "label": "看进度"}
        return {"label": label, "url": None, "text": "正在处理。", "more": more}
    if record.lifecycle != "live":
        return {"label": label, "url": None, "text": "记录已经终止，不再对外显示。", "more": None}
    refused = refusal_of(procedure, record)
    if refused:
        return {"label": label, "url": None, "text": refused, "more": None}
    url = url_for("citizen.begin", slug=procedure.slug, record=record.key, subject=subject)
    return {"label": label, "url": url, "text": limit_said(main_limit(procedure)), "more": None}


def refusal_of(procedure: Procedure, record: Record) -> str:
    """Why the form would not take this record: the first sentence of its own refusal; nothing where it would."""
    picked = [f for door in procedure.doors.values() for f in procedure.forms[door.form].fields if f.key == "records"]
    facts = {**record.data, "lifecycle": record.lifecycle, "dated": record.dated.isoformat(),
             "today": today(now()).isoformat()}
    for rule in (rule for field in picked[:1] for rule in field.only):
        if not true_of(rule.must, facts):
            said = rule.sentence or picked[0].errors.get("options", "这条信息不适用。")
            return said.partition("。")[0] + "。"
    return ""
