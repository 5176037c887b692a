"""What whoever mends a stuck case may see of it: what failed, the values of its flow, corrections, a newer release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.actor import Actor
from app.engine import StepFailed
from app.errors import Refusal
from app.models import Case, Correction, Incident, Release
from app.queries.seen import Seen, see_case
from app.queries.visible import visible_cases
from app.services.corrections import Value, must_mend, plain
from app.services.house import house
from app.services.migrate_case import obstacle

MOST = 50


@dataclass(frozen=True)
class CorrectionView:
    """`can_decide`: this reader may, who is not the one that asked."""

    id: int
    name: str
    was: Value
    value: Value
    reason: str
    asker: str
    asked_at: datetime
    state: str
    decider: str | None
    decision: str
    can_decide: bool


@dataclass(frozen=True)
class Newer:
    """The release in force, where the case is on an older one; `obstacle` is empty where it could move."""

    id: int
    n: int
    here: int
    obstacle: str


@dataclass(frozen=True)
class Mending:
    """`values`: names and single values of the flow; empty where the stored state cannot be read."""

    number: str
    title: str
    incidents: tuple[Incident, ...]
    values: Mapping[str, Value]
    corrections: tuple[CorrectionView, ...]
    newer: Newer | None
    supervises: bool


def mending(session: Session, actor: Actor, number: str) -> Mending:
    """Raises NotFound, NotAllowed, and Conflict for a case in which nothing went wrong."""
    seen = see_case(session, actor, number)
    found = must_mend(seen.ctx, seen.live)
    return Mending(seen.case.number, seen.case.title, tuple(found), _values(seen), _corrections(seen), _newer(seen),
                   "supervisor" in actor.roles)


def may_mend(seen: Seen) -> bool:
    try:
        must_mend(seen.ctx, seen.live)
    except Refusal:
        return False
    return True


def _values(seen: Seen) -> Mapping[str, Value]:
    assert seen.case.snapshot is not None  # must_mend
    try:
        return plain(house().engine.values(seen.live.running.flow, seen.case.snapshot))
    except StepFailed:
        return {}


def _corrections(seen: Seen) -> tuple[CorrectionView, ...]:
    query = (sa.select(Correction).where(Correction.case_id == seen.case.id).order_by(Correction.id.desc())
             .options(joinedload(Correction.asker), joinedload(Correction.decider)))
    return tuple(CorrectionView(
        row.id, row.name, row.change["was"], row.change["value"], row.reason, row.asker.name, row.asked_at, row.state,
        row.decider.name if row.decider else None, row.decision,
        row.state == "asked" and row.asked_by != seen.actor.person_id) for row in seen.session.scalars(query))


def _newer(seen: Seen) -> Newer | None:
    query = sa.select(Release.id, Release.n).where(Release.slug == seen.case.procedure, Release.current)
    found = seen.session.execute(query).one_or_none()
    if found is None or found.id == seen.case.release_id:
        return None
    here = seen.session.scalar(sa.select(Release.n).where(Release.id == seen.case.release_id)) or 0
    target = house().release(seen.session, found.id)
    return Newer(found.id, found.n, here, obstacle(seen.session, house(), seen.case, target))


def broken_cases(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Number and title of the cases of this reader in which something went wrong and waits, the newest first."""
    query = (sa.select(Case.number, Case.title, sa.func.max(Incident.id).label("last"))
             .join(Incident, Incident.case_id == Case.id).where(Incident.resolved_at.is_(None), Case.status != "closed")
             .group_by(Case.id, Case.number, Case.title).order_by(sa.desc("last")).limit(MOST))
    return [(number, title) for number, title, _ in session.execute(visible_cases(actor, query))]
