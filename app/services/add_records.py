"""Take in credit records that their sources push (归集): each an entry with its first version."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

import sqlalchemy as sa

from app.errors import Invalid, NotAllowed
from app.models import Organisation, Subject
from app.services.context import Context
from app.services.registers import enter


class Pushed(Protocol):
    """What a source pushes: whose record (opaque key), its own tag, and the entry."""

    subject: str
    source: str
    title: str
    dated: date
    article: str
    data: dict[str, Any]


def add_records(ctx: Context, *, records: Iterable[Pushed]) -> list[str]:
    """Returns the keys of the new entries, in order.

    Raises Invalid for a subject or source that is not known, NotAllowed for anybody but the operator.
    """
    if ctx.actor.kind != "operator":
        raise NotAllowed("记录由归集程序推送。")
    subjects = {s.key: s.id for s in ctx.session.scalars(sa.select(Subject))}
    organs = {o.tag: o.id for o in ctx.session.scalars(sa.select(Organisation))}
    keys = []
    for record in records:
        if record.subject not in subjects or record.source not in organs:
            raise Invalid({"subject": [f"没有这个信用主体或来源单位：{record.subject} {record.source}"]})
        entry = enter(ctx, "credit-records", subject_id=subjects[record.subject], organisation_id=organs[record.source],
              title=record.title, dated=record.dated, data=record.data, reason="首次归集", article=record.article)
        keys.append(entry.key)
    return keys
