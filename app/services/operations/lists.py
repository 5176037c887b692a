"""Questions about many at once: what each record is, which belong together, what was filled in for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from app.models import Case, Entry, Task
from app.procedures import Field
from app.procedures.register_model import Register, RegisterFact
from app.services import shelf
from app.services.answered import done_tasks
from app.services.context import Context
from app.services.operations.asks import About, Params, entries
from app.services.registers import ends, true_of

CHOICES = ("select", "radio", "checkbox", "record", "date", "number")
ROWS = "decisions"


def facts(ctx: Context, about: About, params: Params) -> object:
    """For each record, in the order given, which facts of its register hold: [{fact: yes or no}]."""
    found = {entry.key: entry for entry in entries(ctx, params["records"])}
    return [_facts(ctx, found[key]) for key in as_list(params["records"]) if key in found]


def _facts(ctx: Context, entry: Entry) -> dict[str, str]:
    register = shelf.registers()[entry.register]
    known = {fact.key: _holds(ctx, register, fact, entry) for fact in register.facts.values()}
    return {key: "yes" if holds else "no" for key, holds in known.items()}


def _holds(ctx: Context, register: Register, fact: RegisterFact, entry: Entry) -> bool:
    if fact.when:
        terms = {key: day for key, day in ends(register.clocks.values(), entry.data).items() if not entry.data.get(key)}
        return true_of(fact.when, {**entry.data, **terms, "lifecycle": entry.lifecycle,
                                   "dated": entry.dated.isoformat(), "today": ctx.today.isoformat()})
    value = entry.data.get(str(fact.same))
    query = sa.select(Entry.id).where(Entry.register == fact.register, Entry.subject_id == entry.subject_id,
                                      Entry.lifecycle == "live", Entry.data[str(fact.same)].as_string() == str(value))
    return value is not None and ctx.session.scalar(query.limit(1)) is not None


def grouped(ctx: Context, about: About, params: Params) -> object:
    """Items by what was found of each: {word: [items]} for the words of `into`; `of` names a part of each item."""
    groups: dict[str, list[Any]] = {str(word): [] for word in as_list(params["into"])}
    for item, word in zip(as_list(params["items"]), as_list(params["by"]), strict=True):
        groups[str(word)].append(item[str(params["of"])] if params.get("of") else item)
    return groups


def records_of(ctx: Context, about: About, params: Params) -> object:
    """Those of the records that one organisation supplied, in their order."""
    source = int(str(params["source"]))
    mine = {entry.key for entry in entries(ctx, params["records"]) if entry.organisation_id == source}
    return [key for key in as_list(params["records"]) if key in mine]


def findings(ctx: Context, about: About, params: Params) -> object:
    """The rows `decisions` of the last answers of one organisation to a task: ids and choices, never text."""
    ctx.settle()
    done = done_tasks(about.case_id, [str(params["task"])]).where(Task.organisation_id == int(str(params["by"])))
    task = ctx.session.scalar(done.limit(1))
    if task is None:
        return []
    wanted = {field.key for field in _choices(ctx, task)}
    return [{key: value for key, value in row.items() if key in wanted} for row in (task.answers or {}).get(ROWS, [])]


def _choices(ctx: Context, task: Task) -> Iterator[Field]:
    case = ctx.session.get_one(Case, task.case_id)
    form = ctx.house.release(ctx.session, case.release_id).procedure.forms[task.form]
    listed = next((field for field in form.fields if field.key == ROWS), None)
    yield from (field for field in listed.fields if field.type in CHOICES) if listed else ()


def as_list(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value] if isinstance(value, str | Mapping) else []
