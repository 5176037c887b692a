"""Take in entries of a register that belongs to no credit subject (目录、清单), as their makers publish them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

import sqlalchemy as sa

from app.errors import Invalid, NotAllowed, NotFound
from app.models import Entry
from app.services import registers, shelf
from app.services.context import Context
from app.services.operations.entering import must_be_whole
from app.services.verb import NothingDone


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
        unknown = set(entry.data) - {field.key for field in described.fields}
        if unknown:
            raise Invalid({key: [f"{described.title}没有“{key}”这一项。"] for key in sorted(unknown)})
        must_be_whole(described, entry.data)
        registers.enter(ctx, register, subject_id=None, organisation_id=None, title=entry.title, dated=entry.dated,
                        data=entry.data, reason="公布", article=article)
    if not new:
        raise NothingDone(0)
    return len(new)
