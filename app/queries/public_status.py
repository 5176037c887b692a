"""What number and code tell of a case: stage, next step, days, why late. Never names, letters or reasons."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app import clock
from app.clock import today
from app.domain.numbers import read_case_number
from app.domain.wording import full_day
from app.errors import NotFound
from app.models import Case, Deadline, Task, Wait
from app.procedures.model import Procedure
from app.services import query_codes
from app.services.calendars import load_calendar
from app.services.house import house

UNKNOWN = "编号或者查询码不对。请对照受理回执再填一次；回执丢了的，登录后可以重新取得查询码。"
NOBODY = hashlib.sha256(b"no case").digest()


@dataclass(frozen=True)
class Days:
    """The first open statutory clock in days of its own kind: how many in all, how many are over."""

    total: int
    passed: int
    unit: str


@dataclass(frozen=True)
class PublicStatus:
    number: str
    procedure: str
    status: str
    stage: str
    next: str | None
    held_by: tuple[str, ...]
    received_on: date
    closed_on: date | None
    last_day: date | None
    provisional: bool
    days: Days | None
    late: bool
    why: tuple[str, ...]
    erased_on: date | None


def find_status(session: Session, number: str, code: str) -> PublicStatus:
    """Raises NotFound with one sentence, whichever of the two is wrong, after the same work."""
    found = read_case_number(number)
    case = session.scalar(sa.select(Case).where(Case.number == (found.plain if found else ""))
                          .options(joinedload(Case.organisation)))
    kept = (case.query_code if case else None) or NOBODY
    right = hmac.compare_digest(kept, query_codes.digest(code))
    if case is None or not right:
        raise NotFound(UNKNOWN)
    return _status(session, case)


def _status(session: Session, case: Case) -> PublicStatus:
    procedure = house().release(session, case.release_id).procedure
    rows = list(session.scalars(sa.select(Deadline).where(Deadline.case_id == case.id, Deadline.open)
                                .options(selectinload(Deadline.changes)).order_by(Deadline.due_at)))
    row = next((r for r in rows if r.status != "默认"), rows[0] if rows else None)
    tasks = list(session.scalars(sa.select(Task).where(Task.case_id == case.id, Task.state == "open")
                                 .options(joinedload(Task.organisation)).order_by(Task.id)))
    nodes = [t.node for t in tasks] + list(session.scalars(sa.select(Wait.node).where(Wait.case_id == case.id)))
    return PublicStatus(
        number=case.number, procedure=procedure.title, status=case.status, stage=_stage(case),
        next=_next(procedure, nodes), held_by=_organs(tasks),
        received_on=case.received_on, closed_on=today(case.closed_at) if case.closed_at else None,
        last_day=row.last_day if row else None, provisional=bool(row and row.provisional),
        days=_days(session, row) if row else None, late=_late(row), why=_why(row),
        erased_on=today(case.erased_at) if case.erased_at else None)


def _organs(tasks: list[Task]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t.organisation.name for t in tasks if t.organisation))


def _stage(case: Case) -> str:
    """How a closed case ended stands in its letter, not here."""
    return "已办结" if case.status == "closed" else case.stage


def _next(procedure: Procedure, nodes: list[str]) -> str | None:
    words = procedure.texts.next
    for node in nodes:
        lane = procedure.nodes[node].lane if node in procedure.nodes else ""
        if node in words or lane in words:
            return words.get(node) or words[lane]
    return None


def _late(row: Deadline | None) -> bool:
    return row is not None and (row.state == "breached" or row.due_at <= clock.now())


def _days(session: Session, row: Deadline) -> Days:
    calendar, now = load_calendar(session), today()
    if row.unit == "workdays":
        return Days(row.length, max(0, calendar.workdays_between(row.start_on, now)), row.unit)
    return Days((row.last_day - row.start_on).days, max(0, (now - row.start_on).days), "days")


def _why(row: Deadline | None) -> tuple[str, ...]:
    """That the day moved and by which article; the reasons given stay in the case."""
    if row is None:
        return ()
    told = [_told(change.kind, change.article, change.after_day) for change in row.changes]
    if _late(row):
        told.append("已经超过法定期限。超期已经记录并逐级督办，事项仍在办理。")
    if row.provisional:
        told.append("这一天是暂定的：下一年的放假安排还没有公布，公布后会重新计算。")
    return tuple(one for one in told if one)


def _told(kind: str, article: str, after: date | None) -> str:
    by = f"依据{article}，" if article else ""
    until = f"最后一天改为{full_day(after)}。" if after else ""
    words = {"extend": "期限经批准延长，", "pause": "期限已经中止计算。", "resume": "期限恢复计算，",
             "recount": "放假安排公布，期限重新计算，"}
    return f"{by}{words[kind]}{until}" if kind in words else ""
