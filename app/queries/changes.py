"""What changed in the cases that a program may see, in order: for programs that follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.domain.actor import Actor
from app.models import Case, TrailRow
from app.queries.paging import decode, encode, read_int, read_moment
from app.queries.trail import FOR_SUBJECT
from app.queries.visible import visible_cases
from app.services import access

MOST_SCANNED = 2_000
SETTLED = timedelta(seconds=10)  # an act bears the moment it began; by then it has been committed or is gone


@dataclass(frozen=True)
class Change:
    case: str
    n: int
    at: datetime
    what: str
    version: int


@dataclass(frozen=True)
class Changes:
    """`after` is where to go on from next time; `more` says that there is more already."""

    items: tuple[Change, ...]
    after: str
    more: bool


def list_changes(session: Session, actor: Actor, after: str | None, size: int) -> Changes:
    """Acts after a place given before, in the order of time; from now on where none is given.

    Of one request at most MOST_SCANNED acts are looked at, whoever's they are: who sees few of them may be given an
    empty page with `more`, and goes on from its `after`.
    """
    if not after:
        return Changes((), encode([clock.now().isoformat(), 0, 0]), False)
    scanned = _after(after)
    what = scanned.c
    query = visible_cases(actor, sa.select(what.at, what.stream, what.n, what.what, Case.number, Case.version)
                          .join_from(scanned, Case, Case.id == what.stream))
    if not access.is_officer(actor):
        query = query.where(what.what.in_(sorted(FOR_SUBJECT)))
    rows = session.execute(query.order_by(what.at, what.stream, what.n).limit(size + 1)).all()
    shown, more = tuple(Change(r[4], r[2], r[0], r[3], r[5]) for r in rows[:size]), len(rows) > size
    if more:
        return Changes(shown, _place(rows[size - 1]), True)
    looked_at = session.scalar(sa.select(sa.func.count()).select_from(scanned)) or 0
    last = session.execute(sa.select(what.at, what.stream, what.n).order_by(what.at.desc(), what.stream.desc(),
                                                                            what.n.desc()).limit(1)).first()
    return Changes(shown, _place(last) if last else after, looked_at == MOST_SCANNED)


def _place(row: sa.Row[*tuple[Any, ...]]) -> str:
    return encode([row[0].isoformat(), row[1], row[2]])


def _after(place: str) -> sa.Subquery:
    """The acts behind a place, straight from the index of moments."""
    at, stream, n = decode(place, 3) or [None, 0, 0]
    moment, stream, n = read_moment(at), read_int(stream), read_int(n)
    same = sa.or_(TrailRow.stream > stream, sa.and_(TrailRow.stream == stream, TrailRow.n > n))
    behind = sa.or_(TrailRow.at > moment, sa.and_(TrailRow.at == moment, same))
    query = sa.select(TrailRow.at, TrailRow.stream, TrailRow.n, TrailRow.what).where(
        TrailRow.at >= moment, TrailRow.at <= clock.now() - SETTLED, behind)
    return query.order_by(TrailRow.at, TrailRow.stream, TrailRow.n).limit(MOST_SCANNED).subquery()
