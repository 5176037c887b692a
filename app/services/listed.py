"""Registers that are published in editions: what is in force on a day, and how new rows differ from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import Entry
from app.procedures.register_model import Listed, Register

# What publishing sets; everything else of a register's fields is what an item says.
SET = ("edition", "in_force_from", "in_force_to", "publication")
begins, ends = Entry.data["in_force_from"].as_string(), Entry.data["in_force_to"].as_string()
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One item of a draft or an edition, held against what was in force before it.

    `change`: new, changed, kept or ended; `before`: what the changed fields said; `entry`: the entry in force.
    """

    change: str
    code: str
    title: str
    data: Row
    before: Row = field(default_factory=dict)
    entry: str | None = None

    def kept(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)


def in_force_on(day: date) -> sa.ColumnElement[bool]:
    """Entries of any list that are in force on a day."""
    text = day.isoformat()
    return sa.and_(Entry.lifecycle == "live", begins <= text, sa.or_(ends.is_(None), ends >= text))


def in_force(session: Session, register: Register, day: date, part: str = "") -> list[Entry]:
    """The items in force on a day (of one part), by what they are known by."""
    query = sa.select(Entry).where(Entry.register == register.name, in_force_on(day))
    if part and register.listed and register.listed.part:
        query = query.where(Entry.data[register.listed.part].as_string() == part)
    return list(session.scalars(query.order_by(Entry.data[listed(register).key].as_string(), Entry.id)))


def listed(register: Register) -> Listed:
    if register.listed is None:
        raise LookupError(f"{register.name} is not published in editions")
    return register.listed


def said_by(register: Register, row: Row) -> dict[str, Any]:
    """What an item says: the register's fields but those that publishing sets."""
    part = listed(register).part
    return {f.key: row[f.key] for f in register.fields if f.key not in (*SET, part) and row.get(f.key) is not None}


def name_of(register: Register, row: Row) -> str:
    """`C-01 志愿服务信息`: what calls an item."""
    of = listed(register)
    return " ".join(str(row[key]) for key in (of.key, of.title) if row.get(key))[:200]


def compare(register: Register, there: Sequence[Entry], rows: Iterable[Row]) -> list[Line]:
    """The rows in their order, each as new, changed or kept, then what they leave out, as ended."""
    key = listed(register).key
    before = {str(entry.data.get(key)): entry for entry in there}
    lines = [_line(register, before.pop(str(row.get(key)), None), said_by(register, row)) for row in rows]
    ended = (Line("ended", code, entry.title, said_by(register, entry.data), entry=entry.key)
             for code, entry in before.items())
    return [*lines, *ended]


def _line(register: Register, entry: Entry | None, says: Row) -> Line:
    code, title = str(says.get(listed(register).key, "")), name_of(register, says)
    if entry is None:
        return Line("new", code, title, says)
    was = said_by(register, entry.data)
    before = {k: was.get(k) for k in {**was, **says} if was.get(k) != says.get(k)}
    return Line("changed" if before else "kept", code, title, says, before, entry.key)
