"""Proves the trail and what it vouches for, and names the first row that is not as it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.tags import Tag
from app.engine import StepFailed
from app.evidence import chain
from app.models import HOUSE, Case, Chain, Comment, Document, Hand, Said, Task, TrailRow
from app.queries.proof_beside import Broken, beside
from app.queries.sealed import Sealing, read_sealing
from app.queries.seen import read_number
from app.services.house import house
from app.services.stored_state import difference
from app.services.trail import SPOKEN, hashed_row


@dataclass(frozen=True)
class Erased:
    """What retention took from a case: on which day, by which row of its trail, how much."""

    case: str
    on: date
    n: int
    gone: Mapping[str, int]

    def __str__(self) -> str:
        parts = "，".join(f"{title}{self.gone[key]}{unit}" for key, (title, unit) in GONE.items() if self.gone.get(key))
        return f"{self.case}：{self.on.isoformat()}按期删除（留痕第{self.n}行）：{parts or '没有内容'}"


@dataclass(frozen=True)
class Proof:
    """`rows` were looked at; `broken` is the first that is not whole, None where all are; `erased` is lawfully gone."""

    streams: int
    rows: int
    broken: Broken | None
    erased: tuple[Erased, ...] = ()


GONE = {"answers": ("填写的内容", "份"), "letters": ("文书", "份"), "files": ("附件", "份"),
        "remarks": ("内部意见", "条"), "comments": ("公众意见", "条")}


def verify(session: Session, number: str | None = None) -> Proof:
    """One case, or every stream and register entry, against the checkpoints too. Stops at the first broken row."""
    streams = rows = 0
    seen: set[int] = set()
    erased: list[Erased] = []
    sealing = read_sealing(session)
    if sealing.fault:
        return Proof(0, 0, Broken("checkpoints", None, "checkpoints", sealing.fault))
    for stream, name, n, head in _heads(session, number):
        found = list(session.scalars(sa.select(TrailRow).where(TrailRow.stream == stream).order_by(TrailRow.n)))
        seen.add(stream)
        streams, rows = streams + 1, rows + len(found)
        gone = erasure_of(found, name)
        broken = _chain(found, name, n, head) or _sealed(sealing, stream, name, found)
        broken = broken or _spoken(session, stream, name, found, gone)
        broken = broken or (_vouched(session, stream, name, found, gone) if stream != HOUSE else None)
        session.expire_all()
        erased += [gone] if gone else []
        if broken:
            return Proof(streams, rows, broken, tuple(erased))
    return Proof(streams, rows, (_gone(sealing, seen) or beside(session)) if number is None else None, tuple(erased))


def erasure_of(rows: list[TrailRow], name: str) -> Erased | None:
    """The row that says that the case's values are gone. Without it what is not there is missing."""
    row = next((row for row in rows if row.what == Tag.CASE_ERASED), None)
    return Erased(name, today(row.at), row.n, row.after or {}) if row else None


def _heads(session: Session, number: str | None) -> Iterator[tuple[int, str, int, bytes | None]]:
    """Each stream with the number and hash that its own row keeps as the last, and strays that have no such row."""
    if number is None:
        kept = session.get(Chain, HOUSE)
        yield HOUSE, "house", kept.n if kept else 0, kept.head if kept else None
    query = sa.select(Case.id, Case.number, Case.trail_n, Case.trail_head).order_by(Case.id)
    cases = session.execute(query if number is None else query.where(Case.number == read_number(number))).all()
    for case in cases:
        yield case.id, case.number, case.trail_n, case.trail_head
    if number is None:
        known = sa.select(Case.id).where(Case.id == TrailRow.stream).exists()
        strays = sa.select(TrailRow.stream).distinct().where(TrailRow.stream != HOUSE, ~known)
        yield from ((stream, f"stream {stream}", 0, None) for stream in session.scalars(strays))


def _chain(rows: list[TrailRow], name: str, n: int, head: bytes | None) -> Broken | None:
    """Numbers without a gap, each hash bound to the one before, the last as the stream's own row has it."""
    last: bytes | None = None
    for expected, row in enumerate(rows, 1):
        if row.n != expected:
            return Broken(name, expected, f"row {expected}", "缺少这一行留痕。")
        if chain.link(last, hashed_row(row)) != row.hash:
            return Broken(name, row.n, f"row {row.n}", "这一行留痕被改动过，或者它前面的行被换过。")
        last = row.hash
    if len(rows) < n:
        return Broken(name, len(rows) + 1, f"row {len(rows) + 1}", f"留痕末尾少了{n - len(rows)}行。")
    if len(rows) > n or last != head:
        return Broken(name, len(rows), f"row {len(rows)}", "最后一行与事项记录的链头不符。")
    return None


def _sealed(sealing: Sealing, stream: int, name: str, rows: list[TrailRow]) -> Broken | None:
    """A chain that was written anew from end to end is whole in itself; a checkpoint remembers the old one."""
    found = sealing.contradicts(stream, [row.hash for row in rows])
    return Broken(name, found[0], f"row {found[0]}", found[1]) if found else None


def _gone(sealing: Sealing, seen: set[int]) -> Broken | None:
    gone = min(sealing.heads.keys() - seen, default=None)
    said = "存证点记有它的留痕，现在整件都不在了。"
    return None if gone is None else Broken(f"stream {gone}", 1, "row 1", said)


def _spoken(session: Session, stream: int, name: str, rows: list[TrailRow], gone: Erased | None) -> Broken | None:
    """What somebody wrote into a row lies beside it."""
    said = {s.n: s for s in session.scalars(sa.select(Said).where(Said.stream == stream))}
    for row in rows:
        digest, words = (row.after or {}).get(SPOKEN), said.get(row.n)
        if digest and not _kept(digest, words.salt if words else None, words.words if words else None,
                                gone if gone and row.n < gone.n else None):
            return Broken(name, row.n, f"row {row.n}", "这一行写的理由与留痕里的承诺值不符。")
    return None


def _kept(told: Any, salt: bytes | None, value: Any, gone: Erased | None) -> bool:
    """A value is as the trail committed to it; of what was erased neither value nor salt may be left."""
    return not (salt or value) if gone else bool(salt) and chain.commitment(salt or b"", value) == told


def _vouched(session: Session, stream: int, name: str, rows: list[TrailRow], gone: Erased | None) -> Broken | None:
    """What rows promise about answers, documents and registers is what the tables hold."""
    tasks = {t.id: t for t in session.scalars(sa.select(Task).where(Task.case_id == stream))}
    papers = {d.key: d for d in session.scalars(sa.select(Document).where(Document.case_id == stream))}
    case = session.get_one(Case, stream)
    if (case.erased_at is not None) != (gone is not None):
        return Broken(name, None, "case", "内容是否按期删除，与留痕不符。")
    signed = {h.id: h for h in session.scalars(sa.select(Hand).join(Task, Task.id == Hand.task_id).where(
        Task.case_id == stream, Hand.kind == "sign"))}
    said = {c.id: c.text for c in session.scalars(sa.select(Comment).where(Comment.case_id == stream))}
    last_done = {(r.after or {}).get("task"): r.n for r in rows if r.what == Tag.TASK_COMPLETED}
    last_sent = {(r.after or {}).get("message"): r.n for r in rows if r.what == Tag.CASE_MESSAGE}
    for row in rows:
        after = row.after or {}
        fault = (_filed(row, after, case, gone) or _answers(row, after, tasks, last_done, gone)
                 or _paper(row, after, papers, gone) or _opinion(row, after, signed, gone)
                 or _sentence(row, after, case, said, gone) or _message(row, after, case, last_sent, gone))
        if fault:
            return Broken(name, row.n, *fault)
    return (_untold(name, rows, tasks, papers) or _unsigned(name, rows, signed)
            or _state(session, case, name))


Fault = tuple[str, str] | None


def _filed(row: TrailRow, after: Mapping[str, Any], case: Case, gone: Erased | None) -> Fault:
    if row.what != Tag.CASE_FILED:
        return None
    if after.get("received_on") != case.received_on.isoformat():
        return "case", "收到日期与留痕不符。"
    if after.get("number") != case.number:
        return "case", "编号与留痕不符。"
    start = {k: v for k, v in case.answers.items() if not k.startswith("message:")}
    if not _kept(after.get("answers"), case.salt, start, gone):
        return "case", "申请内容与提交时的承诺值不符。"
    return None


def _answers(row: TrailRow, after: Mapping[str, Any], tasks: Mapping[int, Task], last: Mapping[Any, int],
             gone: Erased | None) -> Fault:
    if row.what != Tag.TASK_COMPLETED or last[after.get("task")] != row.n:
        return None
    task = tasks.get(int(after.get("task") or 0))
    if task is None:
        return f"task {after.get('task')}", "这项待办的记录不在了。"
    if task.state != "done" or not _kept(after.get("answers"), task.salt, task.answers, gone):
        return f"task {task.id}", "办理内容与留痕里的承诺值不符。"
    return None


def _opinion(row: TrailRow, after: Mapping[str, Any], signed: Mapping[int, Hand], gone: Erased | None) -> Fault:
    """A signer's opinion, and that it is theirs."""
    if row.what != Tag.TASK_SIGNED:
        return None
    hand = signed.get(int(after.get("hand") or 0))
    if hand is None:
        return f"hand {after.get('hand')}", "这份会签意见的记录不在了。"
    kept = _kept(after.get("answers"), hand.salt, hand.answers, gone)
    same = (hand.state, hand.opinion, f"person:{hand.person_id}") == ("done", after.get("opinion"), row.actor)
    return None if kept and same else (f"hand {hand.id}", "会签意见与留痕里的承诺值不符。")


def _unsigned(name: str, rows: list[TrailRow], signed: Mapping[int, Hand]) -> Broken | None:
    told = {(r.after or {}).get("hand") for r in rows if r.what == Tag.TASK_SIGNED}
    lone = next((h.id for h in signed.values() if h.state == "done" and h.id not in told), None)
    return None if lone is None else Broken(name, None, f"hand {lone}", "标为已签的会签，留痕里没有签署的记录。")


def _paper(row: TrailRow, after: Mapping[str, Any], papers: Mapping[str, Document], gone: Erased | None) -> Fault:
    paper = papers.get(str(after.get("document")))
    if row.what == Tag.DOCUMENT_ISSUED:
        if paper is None:
            return f"document {after.get('document')}", "这份文书的记录不在了。"
        if paper.digest != after.get("sha256"):
            return f"document {paper.key}", "文书的摘要与发出时不符。"
        if not gone and not house().files.verify(paper.digest):
            return f"document {paper.key}", "文书的文件不在，或者内容被改动过。"
    if row.what == Tag.DOCUMENT_SERVED and (paper is None or paper.served_on is None
                                            or paper.served_on.isoformat() != after.get("on")):
        return f"document {after.get('document')}", "送达日期与留痕不符。"
    return None


def _sentence(row: TrailRow, after: Mapping[str, Any], case: Case, said: Mapping[int, str],
              gone: Erased | None) -> Fault:
    """A remark is what was said."""
    if row.what == Tag.COMMENT_MADE:
        text = said.get(int(after.get("comment") or 0))
        if text is None or not _kept(after.get("text"), case.salt, text, gone):
            return f"comment {after.get('comment')}", "这条意见与留痕里的承诺值不符。"
    return None


def _message(row: TrailRow, after: Mapping[str, Any], case: Case, last: Mapping[Any, int],
             gone: Erased | None) -> Fault:
    """The last message of each name is kept beside the case."""
    name = after.get("message")
    if row.what != Tag.CASE_MESSAGE or last[name] != row.n:
        return None
    if not _kept(after.get("answers"), case.salt, case.answers.get(f"message:{name}"), gone):
        return f"message {name}", "来件内容与留痕里的承诺值不符。"
    return None


def _state(session: Session, case: Case, name: str) -> Broken | None:
    """The stored state was written here, for this case, and awaits what the rows await: no older one was put back."""
    if case.snapshot is None:
        return None if case.status == "closed" else Broken(name, None, "state", "流程的存档不在了。")
    try:
        differs = difference(session, house(), case, house().release(session, case.release_id).flow)
    except StepFailed as failed:
        return Broken(name, None, "state", failed.reason)
    return Broken(name, None, "state", "流程的存档与待办、等待的事项不符。") if differs else None


def _untold(name: str, rows: list[TrailRow], tasks: Mapping[int, Task],
            papers: Mapping[str, Document]) -> Broken | None:
    """What the tables hold and no row tells of."""
    told = {(r.after or {}).get("task") for r in rows if r.what == Tag.TASK_COMPLETED}
    issued = {(r.after or {}).get("document") for r in rows if r.what == Tag.DOCUMENT_ISSUED}
    for task in tasks.values():
        if task.state == "done" and task.id not in told:
            return Broken(name, None, f"task {task.id}", "这项待办标为已办，留痕里没有办理的记录。")
    for paper in papers.values():
        if paper.key not in issued:
            return Broken(name, None, f"document {paper.key}", "留痕里没有发出这份文书的记录。")
    return None
