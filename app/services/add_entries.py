"""Take in entries of a register that belongs to no credit subject (目录、清单), as their makers publish them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

import sqlalchemy as sa

from app.errors import Invalid, NotAllowed, NotFound
from app.models import Entry
from app.procedures.register_model import Register
from app.services import registers, shelf
from app.services.context import Context
from app.services.operations.entering import must_be_whole
from app.services.verb import NothingDone

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")  # fromisoformat also takes 20260101


class Published(Protocol):
    """An entry as its maker publishes it."""

    title: str
    dated: date
    data: dict[str, Any]


def add_entries(ctx: Context, *, register: str, entries: Iterable[Published], article: str) -> int:
    """Returns how many were new: an entry of the same title and day is there already.

    Raises NotAllowed for anybody but the operator, NotFound for an unknown register, Invalid for fields that it lacks.
    """
    if ctx.actor.kind != "operator":
        raise NotAllowed("目录由发布程序导入。")
    described = shelf.registers().get(register)
    if described is None or described.subject:
        raise NotFound("没有这本名录，或者它的条目属于信用主体。")
    there = ctx.session.execute(sa.select(Entry.title, Entry.dated).where(Entry.register == register))
    known = {(title, dated) for title, dated in there}
    new = [entry for entry in entries if (entry.title, entry.dated) not in known]
    for entry in new:
        must_be_of(described, entry)
        must_be_whole(described, entry.data)
        registers.enter(ctx, register, subject_id=None, organisation_id=None, title=entry.title, dated=entry.dated,
                        data=entry.data, reason="公布", article=article)
    if not new:
        raise NothingDone(0)
    return len(new)


def must_be_of(register: Register, entry: Published) -> None:
    """Raises Invalid for fields that the register does not have, and for values of another kind."""
    kinds = {field.key: field for field in register.fields}
    unknown = {key: [f"{register.title}没有“{key}”这一项。"] for key in entry.data if key not in kinds}
    odd = {key: [f"“{kinds[key].title}”的写法不对（{entry.title}）。"] for key, value in entry.data.items()
           if key in kinds and not _is(kinds[key].type, value)}
    if unknown or odd:
        raise Invalid(unknown | odd)


def _is(kind: str, value: object) -> bool:
    if kind == "date":
        return isinstance(value, str) and _DAY.fullmatch(value) is not None and _is_day(value)
    if kind in ("number", "boolean", "list"):
        return type(value) in {"number": (int, float), "boolean": (bool,), "list": (list,)}[kind]
    return isinstance(value, str)


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
