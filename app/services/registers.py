"""Changes register entries: each change is a version that names case, act and article. The only writer of registers."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.deadlines import add_months
from app.domain.expressions import ExpressionError, compile_expression, evaluate
from app.domain.tags import Tag
from app.errors import Conflict
from app.evidence import chain
from app.models import Case, Entry, EntryVersion
from app.procedures.register_model import RegisterClock
from app.services import shelf
from app.services.context import Context

MONTHS = {"months": 1, "years": 12}


def holds(condition: str, entry: Entry, day: date, organs: Sequence[str] = ()) -> bool:
    """Whether an expression over the entry is true: its fields, `lifecycle`, `dated`, `today`, `source` (the name of
    the organ that supplied it) and `organs` (names of those in which the asker works)."""
    facts = {"lifecycle": entry.lifecycle, "dated": entry.dated.isoformat(), "today": day.isoformat(),
             "source": entry.organisation.name if entry.organisation else None, "organs": list(organs)}
    return true_of(condition, {**entry.data, **facts})


def last_day(clock: RegisterClock, data: Mapping[str, Any]) -> date | None:
    """Of an entry's term; None where it does not run, or has no first day. Days are counted as they come: a term of
    publication or keeping is no time limit, so it is never moved to the next working day."""
    start = data.get(clock.starts)
    if not start or (clock.when and not true_of(clock.when, data)):
        return None
    length = length_of(clock, data)
    if not length:
        return None
    first = date.fromisoformat(str(start))
    return first + timedelta(days=length) if clock.unit == "days" else add_months(first, length * MONTHS[clock.unit])


def length_of(clock: RegisterClock, data: Mapping[str, Any]) -> int:
    """In the clock's unit: the entry's own, by the choice that `lengths` goes by, or the same for all."""
    if clock.measured:
        return int(data.get(clock.measured) or 0)
    return clock.lengths.get(str(data.get(clock.by)), clock.length) if clock.by else clock.length


def ends(clocks: Iterable[RegisterClock], data: Mapping[str, Any]) -> dict[str, str | None]:
    """The last days that an entry keeps of its terms, by field; None where a term does not run."""
    days = {clock.ends: last_day(clock, data) for clock in clocks if clock.ends}
    return {key: day.isoformat() if day else None for key, day in days.items()}


def true_of(condition: str, data: Mapping[str, Any]) -> bool:
    """Whether an expression over an entry's fields is true; an empty field is None, what cannot be said is false."""
    expression = compile_expression(condition)
    try:
        return bool(evaluate(expression, {name: data.get(name) for name in expression.names}))
    except ExpressionError:
        return False


def entered_by(session: Session, case_id: int) -> list[str]:
    """Keys of the entries that a case has put into registers."""
    query = (sa.select(Entry.key).join(EntryVersion, EntryVersion.entry_id == Entry.id)
             .where(EntryVersion.case_id == case_id, EntryVersion.act == "entered").order_by(Entry.id))
    return list(session.scalars(query))


def new_key() -> str:
    return secrets.token_urlsafe(16)


def enter(ctx: Context, register: str, *, subject_id: int | None, organisation_id: int | None, title: str,
          dated: date, data: Mapping[str, Any], reason: str, article: str, case: Case | None = None,
          key: str | None = None, part_of: str | None = None, told: Mapping[str, Any] | None = None) -> Entry:
    """A new entry with its first version; `told` is what the trail says of it besides."""
    entry = Entry(key=key or new_key(), register=register, subject_id=subject_id, organisation_id=organisation_id,
                  part_of=part_of, title=title, dated=dated, lifecycle="live", data=dict(data), versions=[])
    ctx.session.add(entry)
    _version(ctx, entry, "entered", reason, article, case, told or {})
    return entry


def amend(ctx: Context, entry: Entry, act: str, *, changes: Mapping[str, Any], reason: str, article: str,
          case: Case | None, lifecycle: str | None = None) -> None:
    """Set fields of an entry; the version before it stays readable as long as the entry is kept."""
    before = entry.data
    if entry.versions and entry.versions[-1].salt is None:
        raise Conflict("这条记录的内容已经按期删除，不能再改。", code="erased")
    entry.data = {**before, **changes, **_moved(entry.register, {**before, **changes}, changes)}
    entry.lifecycle = lifecycle or entry.lifecycle
    entry.kept_until = _kept_until(ctx, entry)
    _version(ctx, entry, act, reason, article, case)


def _moved(register: str, data: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, str | None]:
    """Who corrects what a term is counted from moves its end."""
    described = shelf.registers().get(register)
    clocks = described.clocks.values() if described else ()
    return ends([c for c in clocks if changes.keys() & {c.starts, c.by, c.measured} and c.ends not in changes], data)


def _kept_until(ctx: Context, entry: Entry) -> date | None:
    """Of what is deleted: how long its values are still kept, for the remedies against that."""
    described = shelf.registers().get(entry.register)
    if entry.lifecycle != "deleted" or described is None or described.erasure is None:
        return None
    return add_months(ctx.today, described.erasure.months)


def _version(ctx: Context, entry: Entry, act: str, reason: str, article: str, case: Case | None,
             told: Mapping[str, Any] | None = None) -> None:
    n = len(entry.versions) + 1
    version = EntryVersion(n=n, at=ctx.now, act=act, reason=reason, article=article, case_id=case.id if case else None,
                           person_id=ctx.actor.person_id, data=entry.data)
    version.salt, digest = chain.sealed(covered(entry, version))
    entry.versions.append(version)
    tag = {"entered": Tag.REGISTER_ENTERED, "annotated": Tag.REGISTER_ANNOTATED,
           "annotation_lifted": Tag.REGISTER_ANNOTATION_LIFTED,
           "shielded": Tag.REGISTER_SHIELDED}.get(act, Tag.REGISTER_AMENDED)
    ctx.trail.write(tag, case, after={"register": entry.register, "entry": entry.key, "version": n, "act": act,
                                      "lifecycle": entry.lifecycle, "data": digest, **(told or {})})


def covered(entry: Entry, version: EntryVersion) -> dict[str, Any]:
    """What the trail's commitment to a version covers: whose entry it is, what it says, why."""
    return {"subject": entry.subject_id, "organisation": entry.organisation_id, "part_of": entry.part_of,
            "title": entry.title, "dated": entry.dated.isoformat(), "data": version.data, "reason": version.reason,
            "article": version.article}
