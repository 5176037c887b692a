"""Builders for tests of verbs: a case in a given state, in one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from app.extensions import db
from app.models import Deadline, Hand, Outbox, Task, TrailRow
from tests.support.house import records_of
from tests.support.signing import publish, signing_case
from tests.support.walk import case_of, do, open_case, open_tasks

ACCEPT: tuple[str, dict[str, Any]] = ("register", {"intake": "accept"})
TO_SOURCE: tuple[str, dict[str, Any]] = ("assess", {"checker": "source"})


@pytest.fixture()
def objection(app: Any) -> Callable[..., str]:
    """objection("assess") opens an objection and walks it to that open task; returns its number."""

    def build(until: str = "register", by: str = "citizen") -> str:
        named = {"records": records_of(by, "market_regulator")[:1]}
        filed = open_case(by, "objection", door="filed_center", named=named)
        way = [ACCEPT, TO_SOURCE, ("verify", {"finding": "wrong"}),
               ("opinion", {"next": "sign", "decisions": [{"outcome": "delete"}]}), ("sign", {"signature": "agree"})]
        for node, named in way:
            if node == until:
                return filed.number
            do(filed.number, node, named)
        return filed.number

    return build


def the_task(number: str, node: str | None = None) -> Task:
    return next(t for t in open_tasks(number) if node in (None, t.node))


def trail_of(number: str) -> list[str]:
    case = case_of(number)
    return list(db.session().scalars(sa.select(TrailRow.what).where(TrailRow.stream == case.id).order_by(TrailRow.n)))


def deadline_of(number: str, key: str) -> Deadline:
    case = case_of(number)
    query = sa.select(Deadline).where(Deadline.case_id == case.id, Deadline.key == key).order_by(Deadline.id.desc())
    return db.session().scalars(query).first()  # type: ignore[return-value]


def everything(number: str) -> tuple[Any, ...]:
    """All that a verb could have changed in a case, to hold a moment against a later one."""
    case = case_of(number)
    tasks = db.session().execute(sa.select(Task.id, Task.state, Task.assignee_id, Task.saved).where(
        Task.case_id == case.id).order_by(Task.id)).all()
    sent = db.session().scalar(sa.select(sa.func.count(Outbox.id)).where(Outbox.case_id == case.id))
    return (case.version, case.status, case.trail_n, case.trail_head, [tuple(t) for t in tasks], sent)


@pytest.fixture()
def signing(app: Any, tmp_path: Any) -> Callable[..., str]:
    """signing("all") opens a case that waits for the signatures of two chiefs; returns its number."""
    publish(tmp_path)
    return signing_case


def hands_of(number: str) -> list[Hand]:
    """Signers and delegates of a case's tasks, in their order."""
    case = case_of(number)
    query = sa.select(Hand).join(Task, Task.id == Hand.task_id).where(Task.case_id == case.id)
    return list(db.session().scalars(query.order_by(Hand.task_id, Hand.n, Hand.id)))
