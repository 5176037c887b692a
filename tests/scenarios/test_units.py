"""What a unit asked for its countersignature may do with its task."""

from __future__ import annotations

from app.extensions import db
from app.queries.task_page import find_task
from tests.scenarios.test_yearly_lists import _until, ticking  # noqa: F401  (a fixture)
from tests.support.house import actor_of
from tests.support.scenarios import Ticking
from tests.support.walk import open_tasks


def test_a_unit_that_countersigns_works_on_a_task_of_its_own(ticking: Ticking) -> None:  # noqa: F811
    """Passed on, prepared, signed inside the unit: moves of a task, which a signer's row does not have."""
    number = _until("application-list", "published", "cs_sign", ticking)
    units = [task for task in open_tasks(number) if task.node == "cs_sign"]
    assert len(units) == len({task.organisation_id for task in units}) == 2
    for login in ("member1", "member2"):
        post = actor_of(login).posts[0].organisation_id
        mine = next(task.id for task in units if task.organisation_id == post)
        can = set(find_task(db.session(), actor_of(login), mine).can)
        assert {"complete", "delegate", "add-signer", "return"} <= can, can
