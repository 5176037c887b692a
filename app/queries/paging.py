"""Pages of a list: an opaque cursor, an order that never skips or repeats, a total that stops counting at 10,000."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import Invalid

T = TypeVar("T")
COUNTED = 10_000
SIZE = 50
LARGEST = 200
DEEPEST = 1_000_000


@dataclass(frozen=True)
class Total:
    """Exact up to 10,000; beyond that `count` is the least it is."""

    count: int
    exact: bool = True


@dataclass(frozen=True)
class Page(Generic[T]):
    """`next` is the cursor of the following page, None on the last."""

    items: tuple[T, ...]
    total: Total
    next: str | None


Cursor = list[Any]


def encode(values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(list(values))).decode().rstrip("=")


def decode(cursor: str | None, length: int) -> Cursor | None:
    """The values of a cursor of ours. Raises Invalid for anything else."""
    if not cursor:
        return None
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, UnicodeEncodeError):
        values = None
    if not isinstance(values, list) or len(values) != length:
        raise bad_cursor()
    return values


def bad_cursor() -> Invalid:
    return Invalid({"page": ["这个页码不能用，请从第一页重新翻。"]})


def read_int(value: object) -> int:
    """A whole number out of a cursor, small enough for every database."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise bad_cursor()
    return value


def read_moment(value: object) -> datetime:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 1900 < found.year < 9000:
        raise bad_cursor()
    return found


def read_day(value: object) -> date:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> date:
    raise bad_cursor()


def count(session: Session, query: sa.Select[*tuple[Any, ...]]) -> Total:
    """How many rows a query finds, counting no further than anybody needs."""
    inner = query.with_only_columns(sa.literal(1), maintain_column_froms=True).order_by(None).limit(COUNTED + 1)
    found = session.scalar(sa.select(sa.func.count()).select_from(inner.subquery())) or 0
    return Total(min(found, COUNTED), exact=found <= COUNTED)


def by_offset(session: Session, query: sa.Select[*tuple[Any, ...]], cursor: str | None, size: int,
              make: Callable[[Any], T]) -> Page[T]:
    """A page of a query in an order of the reader's choice; its cursor counts rows."""
    values = decode(cursor, 1)
    offset = read_int(values[0]) if values else 0
    if offset > DEEPEST:
        raise bad_cursor()
    rows = session.execute(query.offset(offset).limit(size + 1)).all()
    following = encode([offset + size]) if len(rows) > size else None
    return Page(tuple(make(row) for row in rows[:size]), count(session, query), following)


def newest_first(session: Session, query: sa.Select[*tuple[Any, ...]], at: Any, key: Any, cursor: str | None, size: int,
                 make: Callable[[Any], T], read: Callable[[object], date] = read_moment) -> Page[T]:
    """A page by a moment (or a day: `read_day`), the newest first, and an id: the last two columns of each row."""
    values = decode(cursor, 2)
    paged = query
    if values:
        moment, last = read(values[0]), read_int(values[1])
        paged = query.where(sa.or_(at < moment, sa.and_(at == moment, key < last)))
    rows = session.execute(paged.order_by(at.desc(), key.desc()).limit(size + 1)).all()
    following = encode([rows[size - 1][-2].isoformat(), rows[size - 1][-1]]) if len(rows) > size else None
    return Page(tuple(make(row) for row in rows[:size]), count(session, query), following)


def in_pages(found: Sequence[T], cursor: str | None, size: int) -> Page[T]:
    """A page of what is never long and was read whole."""
    values = decode(cursor, 1)
    first = read_int(values[0]) if values else 0
    following = encode([first + size]) if first + size < len(found) else None
    return Page(tuple(found[first:first + size]), Total(len(found)), following)
