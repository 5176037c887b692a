"""Changes register entries: each change is a version that names case, act and article. The only writer of registers."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.expressions import ExpressionError, compile_expression, evaluate
from app.domain.tags import Tag
from app.models import Case, Entry, EntryVersion
from app.services import chain
from app.services.context import Context


def holds(condition: str, entry: Entry, day: date) -> bool:
    """Whether an expression over the entry (its fields, `lifecycle`, `dated`, `today`) is true; an empty field is None."""
    expression = compile_expression(condition)
    names: dict[str, Any] = {name: entry.data.get(name) for name in expression.names}
    names |= {"lifecycle": entry.lifecycle, "dated": entry.dated.isoformat(), "today": day.isoformat()}
    try:
        return bool(evaluate(expression, names))
    except ExpressionError:
        return False


def new_key() -> str:
    return secrets.token_urlsafe(16)


def enter(ctx: Context, register: str, *, subject_id: int | None, organisation_id: int | None, title: str,
          dated: date, data: Mapping[str, Any], reason: str, article: str, case: Case | None = None) -> Entry:
    """A new entry with its first version."""
    entry = Entry(key=new_key(), register=register, subject_id=subject_id, organisation_id=organisation_id,
                  title=title, dated=dated, lifecycle="live", data=dict(data), versions=[])
    ctx.session.add(entry)
    _version(ctx, entry, "entered", reason, article, case)
    return entry


def amend(ctx: Context, entry: Entry, act: str, *, changes: Mapping[str, Any], reason: str, article: str,
          case: Case | None, lifecycle: str | None = None) -> None:
    """Set fields of an entry; the version before it stays readable for ever."""
    before = entry.data
    entry.data = {**before, **changes}
    entry.lifecycle = lifecycle or entry.lifecycle
    _version(ctx, entry, act, reason, article, case)


def _version(ctx: Context, entry: Entry, act: str, reason: str, article: str, case: Case | None) -> None:
    n = len(entry.versions) + 1
    entry.versions.append(EntryVersion(n=n, at=ctx.now, act=act, reason=reason, article=article,
                                       case_id=case.id if case else None, person_id=ctx.actor.person_id,
                                       data=entry.data))
    tag = {"entered": Tag.REGISTER_ENTERED, "annotated": Tag.REGISTER_ANNOTATED,
           "annotation_lifted": Tag.REGISTER_ANNOTATION_LIFTED,
           "shielded": Tag.REGISTER_SHIELDED}.get(act, Tag.REGISTER_AMENDED)
    ctx.trail.write(tag, case, after={"register": entry.register, "entry": entry.key, "version": n, "act": act,
                                      "data": chain.digest(chain.canonical(entry.data)).hex()})
