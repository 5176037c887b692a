"""The month's report: what came in, what was closed, late or extended, by procedure. A month that runs is so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.actor import Actor
from app.domain.moments import at as midnight
from app.models import Case, Deadline, DeadlineChange
from app.queries.statistics import INTERNAL, must_oversee, titles


@dataclass(frozen=True)
class MonthLine:
    """Cases by procedure; `late`: of those closed, the ones that had passed a statutory day; `open` at its end."""

    slug: str
    title: str
    filed: int
    closed: int
    late: int
    extended: int
    open: int

    @property
    def on_time(self) -> float | None:
        return 1 - self.late / self.closed if self.closed else None


@dataclass(frozen=True)
class MonthReport:
    month: date
    lines: tuple[MonthLine, ...]
    total: MonthLine


def month_report(session: Session, actor: Actor, month: date) -> MonthReport:
    """`month` is its first day. Raises NotAllowed."""
    must_oversee(actor)
    first, following = midnight(month), midnight(next_month(month))
    passed = sa.select(Deadline.id).where(Deadline.case_id == Case.id, Deadline.state == "breached",
                                          Deadline.status != INTERNAL).exists()
    closed = (Case.closed_at >= first, Case.closed_at < following)
    extended = (sa.select(Case.procedure, sa.func.count(DeadlineChange.id))
                .join(Deadline, Deadline.case_id == Case.id)
                .join(DeadlineChange, DeadlineChange.deadline_id == Deadline.id)
                .where(DeadlineChange.kind == "extend", DeadlineChange.at >= first, DeadlineChange.at < following))
    counted = [
        _by_procedure(session, _cases().where(Case.opened_at >= first, Case.opened_at < following)),
        _by_procedure(session, _cases().where(*closed)), _by_procedure(session, _cases().where(*closed, passed)),
        _by_procedure(session, extended),
        _by_procedure(session, _cases().where(Case.opened_at < following, sa.or_(Case.closed_at.is_(None),
                                                                               Case.closed_at >= following)))]
    names = titles(session)
    slugs = sorted(set().union(names, *counted), key=lambda slug: names.get(slug, slug))
    lines = tuple(MonthLine(slug, names.get(slug, slug), *(found.get(slug, 0) for found in counted)) for slug in slugs)
    total = MonthLine("", "合计", *(sum(found.values()) for found in counted))
    return MonthReport(month, lines, total)


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _cases() -> sa.Select[str, int]:
    return sa.select(Case.procedure, sa.func.count(Case.id))


def _by_procedure(session: Session, query: sa.Select[str, int]) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(query.group_by(Case.procedure))}
