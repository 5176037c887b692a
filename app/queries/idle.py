"""Open cases in which nothing is open and nothing is awaited: ids only, for the watch, which looks again under lock."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Case, Deadline, Task, Wait
from app.queries.due import open_incidents
from app.services.house import house
from app.services.idle import WORK, on_the_way

MOST = 500


def cases_to_watch(session: Session) -> list[int]:
    """Those that seem to stand still, and those that stood still at the last look."""
    return sorted({*idle_cases(session), *open_incidents(session, WORK)})


def idle_cases(session: Session) -> list[int]:
    """services/idle.py said once more in SQL, a release at a time: which waits are on the way, its drawing says."""
    releases = session.execute(sa.select(Case.release_id, Case.procedure).where(Case.status == "open").distinct())
    return [case_id for release_id, slug in releases.all() for case_id in _of_release(session, release_id, slug)]


def _of_release(session: Session, release_id: int, slug: str) -> list[int]:
    running = house().release(session, release_id)
    stages = running.procedure.texts.stages
    clock = sa.select(Deadline.id).where(
        Deadline.case_id == Wait.case_id, Deadline.open,
        sa.or_(Wait.name == Deadline.key, Wait.name.startswith(Deadline.key.concat("@"), autoescape=False)))
    comes = sa.or_(Wait.kind == "condition", sa.and_(Wait.kind == "timer", clock.exists()),
                   sa.and_(Wait.kind == "message", Wait.node.in_(list(stages))))
    awaited = sa.select(Wait.id).where(Wait.case_id == Case.id, Wait.node.in_(on_the_way(running)), ~Wait.closed, comes)
    working = sa.select(Task.id).where(Task.case_id == Case.id, Task.state == "open")
    query = sa.select(Case.id).where(Case.procedure == slug, Case.release_id == release_id, Case.status == "open",
                                     ~working.exists(), ~awaited.exists()).limit(MOST)
    return list(session.scalars(query))
