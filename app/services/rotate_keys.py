"""Bring everything that is closed or sealed under an older key under the current one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.domain.tags import Tag
from app.models import Base, Case
from app.models.secret import Closed, keyring
from app.services.context import Context
from app.services.verb import NothingDone

TOGETHER = 500


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
    values = sum(_close_anew(ctx, column) for column in closed_columns())
    states = _seal_anew(ctx)
    if not values + states:
        raise NothingDone(Rotated(0, 0))
    ctx.trail.write(Tag.KEY_ROTATED, after={"values": values, "states": states})
    return Rotated(values, states)


def closed_columns() -> Iterator[sa.Column[Any]]:
    return (column for table in Base.metadata.sorted_tables for column in table.columns
            if isinstance(column.type, Closed))


def _close_anew(ctx: Context, column: sa.Column[Any]) -> int:
    """The bytes themselves are read and written: the value need not be understood."""
    kind, ring, raw = column.type, keyring(), sa.type_coerce(column, sa.LargeBinary)
    assert isinstance(kind, Closed)
    (key,) = column.table.primary_key.columns
    change = sa.update(column.table).where(key == sa.bindparam("row")).values(
        {column: sa.type_coerce(sa.bindparam("closed"), sa.LargeBinary)})
    done = 0
    for rows in ctx.session.execute(sa.select(key, raw).where(column.is_not(None))).partitions(TOGETHER):
        old = [(row, bytes(closed)) for row, closed in rows if not ring.current(bytes(closed))]
        anew = [{"row": row, "closed": ring.close(ring.open(closed, kind.purpose), kind.purpose, search=kind.search)}
                for row, closed in old]
        if anew:
            ctx.session.connection().execute(change, anew)
            done += len(anew)
    return done


def _seal_anew(ctx: Context) -> int:
    engine, table = ctx.house.engine, Base.metadata.tables[Case.__tablename__]
    change = sa.update(table).where(table.c.id == sa.bindparam("row")).values(snapshot=sa.bindparam("state"))
    done = 0
    query = sa.select(table.c.id, table.c.snapshot).where(table.c.snapshot.is_not(None))
    for rows in ctx.session.execute(query).partitions(TOGETHER):
        anew = [{"row": row, "state": sealed} for row, state in rows if (sealed := engine.seal_anew(bytes(state)))]
        if anew:
            ctx.session.connection().execute(change, anew)
            done += len(anew)
    return done
