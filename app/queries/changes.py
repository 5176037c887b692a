"""What changed in the cases that a program may see, in order: for programs that follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.domain.actor import Actor
from app.models import Case, TrailRow
from app.queries.paging import decode, encode, read_int, read_moment
from app.queries.trail import FOR_SUBJECT
from app.queries.visible import visible_cases
from app.services import access

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
    """Acts after a place given before, in the order of time; from now on where none is given."""
    if not after:
        return Changes((), encode([clock.now().isoformat(), 0, 0]), False)
    at, stream, n = decode(after, 3) or [None, 0, 0]
    moment, stream, n = read_moment(at), read_int(stream), read_int(n)
    query = visible_cases(actor, sa.select(TrailRow.at, TrailRow.stream, TrailRow.n, TrailRow.what, Case.number,
                                           Case.version).join(Case, Case.id == TrailRow.stream))
    query = query.where(TrailRow.at <= clock.now() - SETTLED, _after(moment, stream, n))
    if not access.organisations(actor):
        query = query.where(TrailRow.what.in_(sorted(FOR_SUBJECT)))
    rows = session.execute(query.order_by(TrailRow.at, TrailRow.stream, TrailRow.n).limit(size + 1)).all()
    shown = rows[:size]
    place = encode([shown[-1][0].isoformat(), shown[-1][1], shown[-1][2]]) if shown else after
    return Changes(tuple(Change(r[4], r[2], r[0], r[3], r[5]) for r in shown), place, len(rows) > size)


def _after(moment: datetime, stream: int, n: int) -> sa.ColumnElement[bool]:
    same = sa.or_(TrailRow.stream > stream, sa.and_(TrailRow.stream == stream, TrailRow.n > n))
    return sa.or_(TrailRow.at > moment, sa.and_(TrailRow.at == moment, same))
