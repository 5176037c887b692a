"""Seal what is new in the trail: a signed checkpoint outside the database, and where to find each row in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import SHANGHAI
from app.evidence import merkle
from app.evidence.checkpoints import Head
from app.models import HOUSE, Base, Case, Chain, Sealed, TrailRow
from app.services.context import Context
from app.services.counters import next_number
from app.services.verb import NothingDone, housekeeping

MOST = 2000  # streams a checkpoint: the lock of SQLite is held while they are read
TOGETHER = 400  # streams a statement


@dataclass(frozen=True)
class SealedNow:
    """Number of the checkpoint, how many streams and rows it is over, and whether more was left for the next."""

    checkpoint: int
    streams: int
    rows: int
    more: bool


@housekeeping
def seal_trail(ctx: Context) -> SealedNow | None:
    """None where nothing is new. The file is written before the commit: a row is sealed twice rather than never."""
    next_number(ctx, "checkpoint", 0)  # one at a time: its row stays locked until the commit
    heads = _changed(ctx.session)
    if not heads:
        raise NothingDone()
    leaves = leaves_of(ctx.session, heads)
    last = ctx.house.checkpoints.last()
    at = ctx.now.astimezone(SHANGHAI).isoformat(timespec="seconds")
    made = ctx.house.signer.sign(last.n + 1 if last else 1, at, last.digest if last else None, tuple(heads),
                                 merkle.root(leaves).hex())
    ctx.house.checkpoints.append(made)
    rows = [{"stream": h.stream, "first": h.first, "last": h.last, "checkpoint": made.n} for h in heads]
    ctx.session.execute(sa.insert(Base.metadata.tables[Sealed.__tablename__]), rows)
    return SealedNow(made.n, len(heads), len(leaves), len(heads) == MOST)


def _changed(session: Session) -> list[Head]:
    """Streams that are longer than the checkpoints know, the house's own first."""
    known = sa.func.coalesce(sa.select(sa.func.max(Sealed.last)).where(Sealed.stream == Case.id).scalar_subquery(), 0)
    cases = (sa.select(Case.id, known, Case.trail_n, Case.trail_head).where(Case.trail_n > known)
             .order_by(Case.id).limit(MOST))
    sealed = session.scalar(sa.select(sa.func.max(Sealed.last)).where(Sealed.stream == HOUSE)) or 0
    house = sa.select(Chain.n, Chain.head).where(Chain.stream == HOUSE, Chain.n > sealed)
    found = [Head(HOUSE, sealed + 1, n, head.hex()) for n, head in session.execute(house) if head]
    found += [Head(i, before + 1, n, head.hex()) for i, before, n, head in session.execute(cases) if head]
    return found[:MOST]


def leaves_of(session: Session, heads: Sequence[Head]) -> list[bytes]:
    """The rows of the trail under a checkpoint as leaves of its tree, in its order."""
    return [leaf for at in range(0, len(heads), TOGETHER) for leaf in _leaves(session, heads[at : at + TOGETHER])]


def _leaves(session: Session, heads: Sequence[Head]) -> Iterator[bytes]:
    wanted = {head.stream: head for head in heads}
    query = (sa.select(TrailRow.stream, TrailRow.n, TrailRow.hash).where(TrailRow.stream.in_(list(wanted)))
             .where(TrailRow.n >= min(h.first for h in heads)).order_by(TrailRow.stream, TrailRow.n))
    return (merkle.leaf(stream, n, row_hash) for stream, n, row_hash in session.execute(query)
            if wanted[stream].first <= n <= wanted[stream].last)
