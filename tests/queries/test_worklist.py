"""The inbox: whose work it shows, in which order, page by page, and what a page costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.clock import frozen, now
from app.errors import Invalid, NotAllowed
from app.extensions import db
from app.models import Task
from app.queries import whose_tasks, worklist
from app.queries.worklist import Filters, inbox
from app.queries.workload import workload
from app.services.claim_task import claim_task
from tests.queries.conftest import many_tasks, organ, statements, write
from tests.support.house import actor_of
from tests.support.walk import do, open_tasks


def ids(page):
    return [item.id for item in page.items]


def every_page(session, actor, **more):
    """All ids by following the cursor."""
    found, cursor = [], None
    while True:
        page = inbox(session, actor, cursor=cursor, **more)
        found += ids(page)
        if page.next is None:
            return found
        cursor = page.next


def test_an_unclaimed_task_stands_in_the_groups_list_until_somebody_claims_it(run, session, objection):
    task = open_tasks(objection())[0]
    assert ids(inbox(session, actor_of("clerk"), scope="group")) == [task.id]
    assert ids(inbox(session, actor_of("clerk"), scope="mine")) == []

    run(claim_task, actor="clerk", task_id=task.id)

    assert ids(inbox(session, actor_of("clerk"), scope="group")) == []
    assert ids(inbox(session, actor_of("clerk"), scope="mine")) == [task.id]
    assert inbox(session, actor_of("clerk"), scope="mine").items[0].assignee == "clerk"


def test_other_organs_and_other_roles_see_nothing_of_it(session, objection):
    objection()
    for login in ("handler", "reviewer", "admin", "citizen", "citizen2", "oversight"):
        assert ids(inbox(session, actor_of(login))) == [], login


def test_work_done_stands_under_done_the_newest_first(session, objection):
    number = objection("assess")
    task = open_tasks(number)[0]
    with frozen(now() + timedelta(hours=1)):
        do(number, "assess", {"checker": "source"})

        assert ids(inbox(session, actor_of("clerk"), scope="done"))[0] == task.id
        assert len(inbox(session, actor_of("clerk"), scope="done").items) == 2


def test_what_the_subject_is_asked_stands_in_its_own_list(session, objection):
    number = objection()
    case_task = open_tasks(number)[0]
    write(sa.update(Task).where(Task.id == case_task.id).values(role="subject", organisation_id=None))

    assert ids(inbox(session, actor_of("citizen"), scope="mine")) == [case_task.id]
    assert ids(inbox(session, actor_of("citizen2"), scope="mine")) == []


def test_all_is_for_those_who_oversee(session, objection):
    task = open_tasks(objection())[0]

    assert ids(inbox(session, actor_of("supervisor"), scope="all")) == [task.id]
    with pytest.raises(NotAllowed):
        inbox(session, actor_of("clerk"), scope="all")


@pytest.mark.parametrize("size", [1, 7, 50])
def test_pages_neither_skip_nor_repeat_and_end_with_what_has_no_day(session, objection, size):
    number = objection()
    many_tasks(number, 60, undated=9)

    found = every_page(session, actor_of("clerk"), scope="group", size=size)

    rows = {t.id: t.due_at for t in open_tasks(number)}
    dated = sorted((due, key) for key, due in rows.items() if due)
    assert found == [key for _, key in dated] + sorted(key for key, due in rows.items() if not due)


def test_the_total_is_exact_up_to_ten_thousand_and_then_at_least_that(session, objection):
    number = objection()
    many_tasks(number, 9_999)
    assert inbox(session, actor_of("clerk"), scope="group").total == worklist.Total(10_000)

    many_tasks(number, 1)
    assert inbox(session, actor_of("clerk"), scope="group").total == worklist.Total(10_000, exact=False)


def test_a_page_costs_four_statements_and_never_sorts(session, objection):
    number = objection()
    many_tasks(number, 2_000)
    actor = actor_of("clerk")
    with statements() as asked:
        assert len(inbox(session, actor, scope="group").items) == 50
    assert len(asked) == 4, asked

    if db.engine.dialect.name == "sqlite":
        mine = whose_tasks.parts(actor, "group", whose_tasks.beside(session, actor))[0]
        part = mine.add_columns(Task.due_at).where(Task.due_at.is_not(None))
        query = part.order_by(Task.due_at, Task.id).limit(51).compile(db.engine, compile_kwargs={"literal_binds": True})
        plan = " ".join(str(row) for row in session.execute(sa.text(f"EXPLAIN QUERY PLAN {query}")))
        assert "ix_task_group" in plan and "TEMP B-TREE" not in plan, plan


def test_filters_narrow_and_sorts_order(session, objection):
    first, second = objection(), objection(by="citizen2")
    clerk = actor_of("clerk")
    one, two = open_tasks(first)[0].id, open_tasks(second)[0].id

    assert ids(inbox(session, clerk, filters=Filters(case=second))) == [two]
    assert ids(inbox(session, clerk, filters=Filters(q="赵立"))) == [two]
    assert ids(inbox(session, clerk, filters=Filters(q=first.replace("-2026-", "〔2026〕")))) == [one]
    assert ids(inbox(session, clerk, filters=Filters(q="100%"))) == []
    assert ids(inbox(session, clerk, filters=Filters(procedure="objection-review"))) == []
    assert ids(inbox(session, clerk, sort="-case")) == [two, one]
    assert every_page(session, clerk, sort="case", size=1) == [one, two]


def test_overdue_is_what_is_past_its_statutory_day(session, objection):
    task = open_tasks(objection())[0]
    clerk = actor_of("clerk")
    assert ids(inbox(session, clerk, filters=Filters(overdue=True))) == []
    assert ids(inbox(session, clerk, filters=Filters(overdue=False))) == [task.id]

    with frozen(now() + timedelta(days=10)):
        assert ids(inbox(session, clerk, filters=Filters(overdue=True))) == [task.id]
        assert [one.late + one.aims for one in workload(session, clerk, now())[1].values()] in ([1, 0], [0, 1])


@pytest.mark.parametrize("cursor", ["x", "W10", "eyJhIjoxfQ", "WyJ4IiwxXQ", "WyIyMDI2LTAxLTAxIiwtMV0", "é" * 20])
def test_a_cursor_that_is_not_ours_is_refused_with_a_sentence(session, objection, cursor):
    objection()
    with pytest.raises(Invalid) as refused:
        inbox(session, actor_of("clerk"), cursor=cursor)
    assert refused.value.errors == {"page": ["这个页码不能用，请从第一页重新翻。"]}


def test_tasks_of_two_posts_are_merged_by_day(session, objection):
    from dataclasses import replace

    number = objection()
    many_tasks(number, 20, role="dept_handler", tag="market_regulator")
    clerk, handler = actor_of("clerk"), actor_of("handler")
    both = replace(clerk, posts=clerk.posts + handler.posts)

    found = every_page(session, both, scope="group", size=6)

    assert len(found) == 21 and len(set(found)) == 21
    assert organ("market_regulator") in {p.organisation_id for p in both.posts}
