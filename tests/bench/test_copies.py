"""Copies of a case are cases of their own, on either database: the bench of many cases stands on them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.extensions import db
from app.models import Case, Deadline, Subject, Task, TrailRow
from bench.scale.multiply import Copies
from tests.support.house import records_of
from tests.support.walk import open_case

FACTS = "处罚决定书记载的处罚日期有误，请核对原文书上的印章。"


def test_a_copy_has_its_own_number_rows_and_subject(app: Any) -> None:
    named = {"records": records_of("citizen", "market_regulator")[:1], "facts": FACTS}
    number = open_case("citizen", "objection", door="filed_center", named=named).number
    case = db.session.scalars(sa.select(Case).where(Case.number == number)).one()
    other = db.session.scalars(sa.select(Subject.id).where(Subject.id != case.subject_id).limit(1)).one()
    before = {table: _count(table) for table in (Case, Task, Deadline, TrailRow)}
    own = {table: _count(table, column == case.id) for table, column in
           ((Case, Case.id), (Task, Task.case_id), (Deadline, Deadline.case_id), (TrailRow, TrailRow.stream))}
    case_id = case.id
    db.session.rollback()

    Copies(db.engine, [case_id], (other, 1)).make(3)

    assert {table: _count(table) - count for table, count in before.items()} == {t: 3 * n for t, n in own.items()}
    copies = db.session.scalars(sa.select(Case).where(Case.subject_id == other, Case.id > case_id)).all()
    assert len({one.number for one in copies}) == 3 and all(len(one.number) > len("YY-2026-") + 5 for one in copies)
    assert all([task.state for task in one.tasks] == ["open"] for one in copies)


def _count(table: Any, *where: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table).where(*where)) or 0
