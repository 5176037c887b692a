"""What happened in a case in the order of time, as its subject may read it; what is open now; the drawing's steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.models import Document, EntryVersion, Task, Wait
from app.procedures import Procedure
from app.queries.seen import Seen, see_case
from app.services.access import SUBJECT
from app.services.intake import PARTIES

State = Literal["", "now", "next"]
SHOWN = ("userTask", "callActivity")
CHANNELS = {"online": "在网上", "counter": "在窗口", "post": "通过邮寄", "kiosk": "在自助终端", "mobile": "在手机上",
            "hotline": "通过热线", "pushed": "由平台推送"}


@dataclass(frozen=True)
class Event:
    """`at` None: it has not happened yet."""

    at: datetime | None
    title: str
    text: str = ""
    state: State = ""


@dataclass(frozen=True)
class Place:
    """A step of the drawing: done, now or not reached."""

    id: str
    title: str
    lane: str
    state: str
    count: int = 0


@dataclass(frozen=True)
class Story:
    events: tuple[Event, ...]
    places: tuple[Place, ...]


def case_story(session: Session, actor: Actor, number: str) -> Story:
    """The newest first, what is to come on top. Raises NotFound for a case that may not be known."""
    return story_of(see_case(session, actor, number))


def story_of(seen: Seen) -> Story:
    # Of one moment the later act stands first: an answer, then what came of it.
    told = [*_closed(seen), *_letters(seen), *_records(seen), *_changes(seen), *_work(seen), *_filed(seen)]
    past = sorted(told, key=lambda event: event.at or seen.case.opened_at, reverse=True)
    return Story((*_ahead(seen), *past), places(seen))


def drawing_of(session: Session, actor: Actor, number: str) -> bytes:
    """The BPMN of the release that the case runs on."""
    return see_case(session, actor, number).live.running.procedure.drawings["process.bpmn"]


def _filed(seen: Seen) -> Iterable[Event]:
    door = seen.live.running.procedure.doors.get(seen.case.door)
    if door is not None and not set(door.openers) & set(PARTIES):
        organ = seen.case.organisation.name if seen.case.organisation else "系统"
        yield Event(seen.case.opened_at, f"{organ}提出")
        return
    who = "您" if seen.subject_side else (seen.case.subject.name if seen.case.subject else "")
    yield Event(seen.case.opened_at, f"{who}{CHANNELS.get(seen.case.channel, '')}提交申请")


def _work(seen: Seen) -> Iterable[Event]:
    for task in reversed(seen.tasks):
        if task.state == "done" and task.ended_at:
            mine = task.role == SUBJECT and seen.subject_side
            organ = "您" if mine else task.organisation.name if task.organisation else ""
            yield Event(task.ended_at, f"{organ}已办：{task.title}" if organ else f"已办：{task.title}")


def _letters(seen: Seen) -> Iterable[Event]:
    query = sa.select(Document).where(Document.case_id == seen.case.id)
    for row in seen.session.scalars(query.where(Document.to_subject) if seen.subject_side else query):
        number = f"文号 {row.number}" if row.number != row.key else ""
        yield Event(row.issued_at, f"发出《{row.title}》", number)


def _changes(seen: Seen) -> Iterable[Event]:
    words = {"pause": "中止计算", "resume": "恢复计算", "extend": "延长", "recount": "重新计算"}
    for row in seen.deadlines:
        for change in row.changes:
            until = f"最后一天改为 {_day(change.after_day)}。" if change.after_day else ""
            yield Event(change.at, f"{row.title}{words.get(change.kind, '')}", until + change.reason)


def _records(seen: Seen) -> Iterable[Event]:
    query = sa.select(EntryVersion).where(EntryVersion.case_id == seen.case.id)
    told: set[tuple[str, datetime]] = set()
    for row in seen.session.scalars(query):
        if (row.reason, row.at) not in told:
            told.add((row.reason, row.at))
            yield Event(row.at, row.reason)


def _closed(seen: Seen) -> Iterable[Event]:
    if seen.case.erased_at is not None:
        yield Event(seen.case.erased_at, "保存期满，内容已删除")
    if seen.case.closed_at is not None:
        yield Event(seen.case.closed_at, seen.case.stage)


def _ahead(seen: Seen) -> Iterable[Event]:
    """What comes next, and above the past what is being done now."""
    procedure = seen.live.running.procedure
    nodes = [*(task.node for task in seen.live.tasks), *(wait.node for wait in awaited(seen))]
    if not seen.subject_side:
        nodes = []  # officers read the steps themselves, beside the drawing
    words = [procedure.texts.next.get(node) or procedure.texts.next.get(_lane(procedure, node)) for node in nodes]
    yield from (Event(None, text, state="next") for text in dict.fromkeys(words) if text)
    for task in seen.live.tasks:
        organ = task.organisation.name if task.organisation else "等您办理" if task.role == SUBJECT else ""
        yield Event(task.opened_at, procedure.stage(task.node), organ, "now")
    yield from (Event(None, procedure.stage(wait.node), state="now") for wait in awaited(seen))


def awaited(seen: Seen) -> list[Wait]:
    """Waits that are a stage of their own, one a stage: everything stands still until somebody or something comes."""
    stages = seen.live.running.procedure.texts.stages
    return list({stages[w.node]: w for w in seen.live.waits if w.kind != "condition" and w.node in stages}.values())


def _lane(procedure: Procedure, node: str) -> str:
    return procedure.nodes[node].lane if node in procedure.nodes else ""


def places(seen: Seen) -> tuple[Place, ...]:
    """The steps that people do, in the order of the drawing's file, as far as this case has come.

    Of a called diagram that left no task behind nobody can say whether the case went through it: once the case is
    closed it is left out, rather than said not to have been passed.
    """
    procedure = seen.live.running.procedure
    done = {place for t in seen.tasks if t.state == "done" for place in stood_in(t)}
    done |= {place for t in seen.tasks if t.state == "done" for place in callers(procedure, t.node, done)}
    now = {place for t in seen.live.tasks for place in (*stood_in(t), *callers(procedure, t.node, set()))}
    now |= {place for w in awaited(seen) for place in (w.node, *callers(procedure, w.node, done))}
    shown = [n for n in procedure.nodes.values() if n.kind in SHOWN and n.file.endswith("process.bpmn")]
    told = [(n, "now" if n.id in now else "done" if n.id in done else "") for n in shown]
    return tuple(
        Place(n.id, n.title, procedure.lanes[n.lane].title if n.lane in procedure.lanes else "", state)
        for n, state in told if state or n.kind != "callActivity" or seen.case.status != "closed")


def stood_in(task: Task) -> set[str]:
    """Its own node, and the outermost one that it stood in: one diagram is called from several places."""
    return {task.node, task.scope.partition(":")[2]}


def callers(procedure: Procedure, node: str, done: set[str]) -> set[str]:
    """Where a wait inside a called diagram stands: at its only call, else at those that left a task behind."""
    inside = procedure.nodes[node].process if node in procedure.nodes else ""
    calls = {n.id for n in procedure.nodes.values() if inside and n.calls == inside}
    return calls if len(calls) == 1 else calls & done


def _day(day: object) -> str:
    return f"{day.month}月{day.day}日" if day is not None and hasattr(day, "month") and hasattr(day, "day") else ""
