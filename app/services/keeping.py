"""How long what is closed or deleted is kept, why it is kept longer, and how a value goes: salt and bytes with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.domain.deadlines import add_months
from app.errors import Conflict
from app.models import Base, Case, Entry, EntryVersion, Sender, Unneeded
from app.procedures.model import Retention
from app.services.context import Context

GONE = "这件事项的内容已经按期删除，不能再办理。"
OTHER, FATHER = aliased(Case), aliased(Case)
# Why a case is kept although its time is over: the words, and the condition on its row.
LONGER: tuple[tuple[str, sa.ColumnElement[bool]], ...] = (
    ("注明了暂缓删除", Case.held.is_not(None)),
    ("有关的事项还在办", sa.exists().where(
        sa.or_(OTHER.follows_id == Case.id, OTHER.parent_id == Case.id), OTHER.status != "closed")),
    ("它所属的事项还在办", sa.exists().where(FATHER.id == Case.parent_id, FATHER.status != "closed")),
    ("据它记入的记录还在", sa.exists().where(
        EntryVersion.case_id == Case.id, EntryVersion.act == "entered", Entry.id == EntryVersion.entry_id,
        Entry.subject_id.is_not(None), Entry.lifecycle != "deleted")),
)
HELD = sa.or_(*(condition for _, condition in LONGER))


def last_day(retention: Retention | None, closed: date) -> date | None:
    """Until when a case that was closed on that day is kept."""
    return add_months(closed, 12 * retention.years) if retention else None


def why_longer(session: Session, case_id: int) -> tuple[str, ...]:
    """In words; empty where nothing holds it."""
    row = session.execute(sa.select(*(condition for _, condition in LONGER)).where(Case.id == case_id)).one()
    return tuple(words for (words, _), holds in zip(LONGER, row, strict=True) if holds)


def must_be_there(case: Case) -> None:
    """Raises Conflict for a case of which nothing is left but its trail."""
    if case.erased_at is not None:
        raise Conflict(GONE, code="erased")


def forget_entry(ctx: Context, entry: Entry) -> int:
    """All values of an entry and of its versions; returns the number of the newest version."""
    for version in entry.versions:
        version.data, version.reason, version.salt = {}, "", None
    entry.data, entry.title, entry.kept_until = {}, "已删除", None
    ctx.session.execute(sa.delete(Sender).where(Sender.entry_id == entry.id))
    return len(entry.versions)


def forget_files(ctx: Context, digests: Iterable[str]) -> int:
    """The bytes go once this is committed (services/drop_files.py); returns how many."""
    wanted = set(digests)
    known = set(ctx.session.scalars(sa.select(Unneeded.digest).where(Unneeded.digest.in_(wanted))))
    if new := sorted(wanted - known):
        ctx.session.execute(sa.insert(Base.metadata.tables[Unneeded.__tablename__]), [{"digest": one} for one in new])
    return len(wanted)
