"""Bring everything that is closed or sealed under an older key under the current one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.domain.tags import Tag
from app.models import Base, Case
from app.models.secret import Closed, keyring
from app.services.context import Context
from app.services.verb import NothingDone

TOGETHER = 500
Anew = Callable[[bytes], bytes | None]  # the same under the current key; None where it is already


@dataclass(frozen=True)
class Rotated:
    """How many values were closed anew and how many stored states were sealed anew."""

    values: int
    states: int


def rotate_keys(ctx: Context) -> Rotated:
    """In one transaction, so that no value is ever under a key that lookups no longer use. Nothing else changes.

    The keys themselves are the operator's: SEAL_KEY and FIELD_KEY name the new one first and the old one behind it;
    once this is done the old one may go.
    """
    values = sum([_rewrite(ctx, column, _closing(column.type)) for column in closed_columns()])
    states = _rewrite(ctx, Base.metadata.tables[Case.__tablename__].c.snapshot, ctx.house.engine.seal_anew)
    if not values + states:
        raise NothingDone(Rotated(0, 0))
    ctx.trail.write(Tag.KEY_ROTATED, after={"values": values, "states": states})
    return Rotated(values, states)


def closed_columns() -> Iterator[sa.Column[Any]]:
    return (column for table in Base.metadata.sorted_tables for column in table.columns
            if isinstance(column.type, Closed))


def _closing(kind: sa.types.TypeEngine[Any]) -> Anew:
    """How a value of this column is closed anew; the value itself need not be understood."""
    assert isinstance(kind, Closed)
    ring, purpose, search = keyring(), kind.purpose, kind.search

    def anew(closed: bytes) -> bytes | None:
        return None if ring.current(closed) else ring.close(ring.open(closed, purpose), purpose, search=search)

    return anew


def _rewrite(ctx: Context, column: sa.Column[Any], anew: Anew) -> int:
    """The bytes of a column as they lie there, some rows at a time in the order of their key; how many were changed."""
    (key,) = column.table.primary_key.columns
    raw = sa.type_coerce(column, sa.LargeBinary)
    query = sa.select(key, raw).where(column.is_not(None)).order_by(key).limit(TOGETHER)
    change = sa.update(column.table).where(key == sa.bindparam("row")).values(
        {column: sa.type_coerce(sa.bindparam("bytes"), sa.LargeBinary)})
    done, rows = 0, ctx.session.execute(query).all()
    while rows:
        changed = [{"row": row, "bytes": new} for row, old in rows if (new := anew(bytes(old))) is not None]
        if changed:
            ctx.session.connection().execute(change, changed)
        done += len(changed)
        rows = ctx.session.execute(query.where(key > rows[-1][0])).all()
    return done
