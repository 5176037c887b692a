"""The inbox (待办): tasks that are mine, my group's, done or anybody's; a page costs what it shows, whatever waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app import clock
from app.domain.actor import Actor
from app.domain.identifiers import plain
from app.domain.numbers import read_case_number
from app.errors import NotAllowed
from app.models import Case, Deadline, Organisation, Person, Subject, Task
from app.queries.finding import named_like, steps_like
from app.queries.paging import SIZE, Page, Total, by_offset, count, decode, encode, read_int, read_moment
from app.queries.seats_shown import Mark, marks
from app.queries.task_fields import TaskFields
from app.queries.whose_tasks import Beside, Scope, beside, parts
from app.services import access

SCOPES: tuple[Scope, ...] = ("mine", "group", "done", "copied", "all")
SORTS: dict[str, Any] = {
    "due_at": Task.due_at, "target_at": Task.target_at, "opened_at": Task.opened_at, "ended_at": Task.ended_at,
    "case": Case.number, "title": Task.title, "procedure": Case.procedure, "subject": Subject.name,
}
OF_CASE, GAPS = {"case", "procedure", "subject"}, {"due_at", "target_at", "subject"}
HELD, ABSENT = aliased(Person), aliased(Person)
OWN = "默认"  # the status of a limit that the house has set itself


@dataclass(frozen=True)
class Filters:
    """`overdue` True: past its day; False: not past it. `lawful` True: a day of the law, False: an aim of the house's
    own. `q` is a number, a name, or a part of the title."""

    case: str | None = None
    procedure: str | None = None
    overdue: bool | None = None
    q: str | None = None
    node: str | None = None
    role: str | None = None
    organisation: int | None = None
    assignee: str | None = None
    due_before: datetime | None = None
    lawful: bool | None = None


@dataclass(frozen=True)
class WorkItem(TaskFields):
    """A row of the inbox: *A task* without its form, with the case in brief. `due_status` says what `due_at` rests on:
    法定, 参照, or 默认, which is the house's own aim and no statutory day."""

    case_title: str
    procedure: str
    stage: str
    subject: str | None
    started_at: datetime | None
    provisional: bool
    due_status: str | None
    has_draft: bool


def inbox(session: Session, actor: Actor, *, scope: Scope | None = None, filters: Filters | None = None,
          sort: str | None = None, cursor: str | None = None, size: int = SIZE) -> Page[WorkItem]:
    """A page of tasks. Without a scope: all that this actor may work on now, mine and the group's.

    The order is by statutory day unless `sort` names other keys (`-` for descending), done and copied the newest first.
    Raises NotAllowed for `all` to anybody but those who oversee.
    """
    if scope == "all" and not actor.roles & set(access.OVERSEERS):
        raise NotAllowed("全部待办只对督办人员开放。")
    found = _parts(session, actor, scope, beside(session, actor), filters or Filters())
    if not found:
        return Page((), Total(0), None)
    usual = {"done": "-ended_at", "copied": "-opened_at"}.get(scope or "", "")
    page = _in_order(session, found, sort or usual, cursor, size) if sort or usual else _by_due_day(session, found,
                                                                                                    cursor, size)
    return Page(_items(session, actor, _read(session, page.items)), page.total, page.next)


def _parts(session: Session, actor: Actor, scope: Scope | None, aside: Beside, f: Filters) -> list[sa.Select[int]]:
    """The parts of a scope, narrowed; by a name to the tasks of the cases that may have it, where these are few."""
    ids = named_like(session, f.q) if f.q and not read_case_number(f.q) and not steps_like(session, f.q) else None
    tasks = None if ids is None else session.scalars(sa.select(Task.id).where(Task.case_id.in_(ids))).all()
    narrowed = () if tasks is None else (Task.id.in_(tasks),)
    return [_filtered(part, f).where(*narrowed) for part in parts(actor, scope, aside, by_id=tasks is not None)]


def _filtered(query: sa.Select[int], f: Filters) -> sa.Select[int]:
    if f.case or f.procedure or f.q:
        query = query.join(Case, Case.id == Task.case_id)
    if f.case:
        found = read_case_number(f.case)
        query = query.where(Case.number == (found.plain if found else ""))
    if f.procedure:
        query = query.where(Case.procedure == f.procedure)
    if f.q:
        query = _searched(query, f.q)
    if f.assignee:
        query = query.where(Task.assignee_id.in_(sa.select(Person.id).where(Person.login == f.assignee)))
    for column, value in ((Task.node, f.node), (Task.role, f.role), (Task.organisation_id, f.organisation)):
        query = query if value is None else query.where(column == value)
    if f.lawful is not None:
        query = query.join(Deadline, Deadline.id == Task.deadline_id).where((Deadline.status != OWN) == f.lawful)
    return _by_time(query, f)


def _by_time(query: sa.Select[int], f: Filters) -> sa.Select[int]:
    now = clock.now()
    if f.overdue is not None:
        late = Task.due_at <= now
        query = query.where(late if f.overdue else sa.or_(Task.due_at.is_(None), Task.due_at > now))
    return query.where(Task.due_at < f.due_before) if f.due_before else query


def _searched(query: sa.Select[int], text: str) -> sa.Select[int]:
    found = read_case_number(text)
    if found:
        return query.where(Case.number == found.plain)
    words = (Case.title, Task.title, Case.number, Subject.name)
    return query.outerjoin(Subject, Subject.id == Case.subject_id).where(
        sa.or_(Subject.identifier == plain(text), *(w.contains(text, autoescape=True) for w in words)))


def _in_order(session: Session, parts: Sequence[sa.Select[int]], sort: str, cursor: str | None, size: int) -> Page[int]:
    """Only ids are put in order: what a row shows is read for those that the page shows."""
    query = parts[0]
    if len(parts) > 1 or OF_CASE.intersection(_keys(sort)):
        query = sa.select(Task.id).where(Task.id.in_(query if len(parts) == 1 else sa.union(*parts)))
        query = query.join(Case, Case.id == Task.case_id).outerjoin(Subject, Subject.id == Case.subject_id)
    return by_offset(session, _sorted(query, sort), cursor, size, lambda row: row[0])


def rows() -> sa.Select[*tuple[Any, ...]]:
    """What a row of the inbox is made of, in one statement."""
    return (sa.select(
        Task.id, Case.number, Task.node, Task.title, Task.role, Organisation.name, Task.item, Task.article, HELD.login,
        HELD.name, Task.state, Task.opened_at, Task.first_seen_at, Task.ended_at, Task.target_at, Task.due_at,
        Task.note, ABSENT.name, Case.title, Case.procedure, Case.stage, Subject.name, Deadline.started_at,
        Deadline.provisional, Deadline.status, Task.saved.is_not(None), Task.organisation_id, Task.assignee_id,
        Task.signing)
        .join(Case, Case.id == Task.case_id).outerjoin(Subject, Subject.id == Case.subject_id)
        .outerjoin(Organisation, Organisation.id == Task.organisation_id)
        .outerjoin(HELD, HELD.id == Task.assignee_id)
        .outerjoin(ABSENT, ABSENT.id == Task.for_id).outerjoin(Deadline, Deadline.id == Task.deadline_id))


def _sorted(query: sa.Select[int], sort: str) -> sa.Select[int]:
    """By the keys of `sort`; what has no value stands last in either direction."""
    for key in sort.split(","):
        column = SORTS[key.removeprefix("-")]
        order = column.desc() if key.startswith("-") else column.asc()
        query = query.order_by(order.nulls_last() if key.removeprefix("-") in GAPS else order)
    return query.order_by(Task.id)


def _keys(sort: str) -> list[str]:
    return [key.removeprefix("-") for key in sort.split(",")]


def known_sort(sort: str) -> bool:
    return all(key in SORTS for key in _keys(sort))


def _by_due_day(session: Session, parts: Sequence[sa.Select[int]], cursor: str | None, size: int) -> Page[int]:
    """First what has a due day, in its order, then what has none: each part is read from its index, a page deep."""
    values = decode(cursor, 2)
    after = (read_moment(values[0]) if values[0] else None, read_int(values[1])) if values else None
    ids: list[tuple[datetime | None, int]] = []
    if after is None or after[0] is not None:
        ids = _dated(session, parts, after, size + 1)
    if len(ids) <= size:
        last = after[1] if after and after[0] is None else 0
        ids += _undated(session, parts, last, size + 1 - len(ids))
    return Page(tuple(i for _, i in ids[:size]), total_of(session, parts), _following(ids, size))


def _following(ids: list[tuple[datetime | None, int]], size: int) -> str | None:
    if len(ids) <= size:
        return None
    due_at, last = ids[size - 1]
    return encode([due_at.isoformat() if due_at else None, last])


def _dated(session: Session, parts: Sequence[sa.Select[int]], after: Any, most: int) -> list[Any]:
    found: list[tuple[datetime | None, int]] = []
    for part in parts:
        query = part.add_columns(Task.due_at).where(Task.due_at.is_not(None))
        if after:
            query = query.where(sa.or_(Task.due_at > after[0], sa.and_(Task.due_at == after[0], Task.id > after[1])))
        query = query.order_by(Task.due_at, Task.id).limit(most)
        found += [(due_at, task_id) for task_id, due_at in session.execute(query)]
    return sorted(set(found), key=lambda one: (one[0] or clock.now(), one[1]))[:most]


def _undated(session: Session, parts: Sequence[sa.Select[int]], last: int, most: int) -> list[Any]:
    found: set[int] = set()
    for part in parts:
        query = part.where(Task.due_at.is_(None), Task.id > last).order_by(Task.id).limit(most)
        found |= set(session.scalars(query))
    return [(None, task_id) for task_id in sorted(found)[:most]]


def total_of(session: Session, parts: Sequence[sa.Select[int]]) -> Total:
    """Parts do not overlap: a task is somebody's or nobody's."""
    found = [count(session, part) for part in parts]
    whole = sum(one.count for one in found)
    return Total(min(whole, 10_000), exact=whole <= 10_000 and all(one.exact for one in found))


def _read(session: Session, ids: Sequence[int]) -> tuple[Any, ...]:
    by_id = {row[0]: row for row in session.execute(rows().where(Task.id.in_(ids)))} if ids else {}
    return tuple(by_id[task_id] for task_id in ids if task_id in by_id)


def _items(session: Session, actor: Actor, found: Sequence[Any]) -> tuple[WorkItem, ...]:
    """Rows of `rows`, whose columns stand in the order of the fields; how the reader sits at each is asked for all."""
    seats = marks(session, actor, [(row[0], row[10], row[27], row[4], row[26], row[28]) for row in found])
    return tuple(_item(row, seats[row[0]]) for row in found)


def _item(row: Any, mark: Mark) -> WorkItem:
    told = (mark.seat, row[17] or mark.acting_for, mark.signed)
    values: list[Any] = [*row[:6], row[6] or None, *row[7:17], *told, *row[18:23], bool(row[23]), row[24],
                         bool(row[25])]
    return WorkItem(*values)


def counts_of(session: Session, actor: Actor, kept: Sequence[tuple[Scope, Filters]]) -> list[Total]:
    """How many each kept way of looking finds now; none where its scope is not for this actor."""
    aside, oversees = beside(session, actor) if kept else None, bool(actor.roles & set(access.OVERSEERS))
    return [total_of(session, _parts(session, actor, scope, aside, filters))
            if aside and (scope != "all" or oversees) else Total(0) for scope, filters in kept]
