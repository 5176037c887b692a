"""Gathers what a letter may name (app/letters/README.md): the same for every procedure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.clock import today
from app.domain.numbers import formal
from app.models import Case, Deadline, Document, Entry, Organisation, Subject, Task
from app.services import shelf
from app.services.answered import done_tasks, signed
from app.services.answers import leaves
from app.services.context import Context
from app.services.live import Live, within
from app.services.made_in_public import list_facts
from app.services.operations.asks import entries
from app.services.registers import entered_by

TAGS = ("credit_center", "credit_authority")


def gather(ctx: Context, live: Live, organ: Organisation, data: Mapping[str, Any], item: str = "") -> dict[str, Any]:
    """Everything about the case that a letter may print, as plain data; of tasks of several, those of its own item."""
    done = _done(ctx, live.case)
    answers = answers_of(live.case, done, item)
    named = data.get("records") or live.case.answers.get("records") or entered_by(ctx.session, live.case.id)
    records = entries(ctx, named)
    named_too = [*records, *chosen(ctx, live, answers)]
    spelled, each = spelled_out(answers, named_too), spelled_out(each_of(done), named_too)
    return {
        **{k: v for k, v in data.items() if isinstance(v, str | int | float | bool)},
        **organisations_in(ctx, data), "organs": organs_by_tag(ctx), "platform": {"url": ctx.house.settings.base_url},
        "case": case_facts(ctx, live), "subject": subject_facts(ctx, live.case), **agent_facts(live.case),
        "organ": organ_facts(organ), "data": dict(data), "answers": spelled,
        "each": each, "every": rows_of_each(each), "signed": signed(ctx.session, live.case.id),
        "entries": listed(ctx, data),
        "records": [record_facts(e) for e in records], "theirs": theirs(records, data),
        "limits": limit_facts(live, item), "letters": letter_facts(ctx, live),
        **follow_facts(ctx, live), **list_facts(ctx, live.case),
    }


def case_facts(ctx: Context, live: Live) -> dict[str, Any]:
    """`accepted_on` is there once a limit has begun with acceptance, whatever became of that limit."""
    case = live.case
    query = sa.select(Deadline.start_on).where(Deadline.case_id == case.id, Deadline.started_by == "accepted").limit(1)
    running = (d.start_on for d in live.deadlines if d.started_by == "accepted")
    accepted = next(running, None) or ctx.session.scalar(query)
    facts = {"number": formal(case.number), "title": case.title, "procedure": live.running.procedure.title,
             "received_on": case.received_on.isoformat(), "filed_on": today(case.opened_at).isoformat()}
    return {**facts, "accepted_on": accepted.isoformat()} if accepted else facts


def subject_facts(ctx: Context, case: Case) -> dict[str, Any]:
    subject = ctx.session.get(Subject, case.subject_id) if case.subject_id else None
    if subject is None:
        return {}
    return {"name": subject.name, "kind": "person" if subject.kind == "natural" else "organisation",
            "code": subject.identifier}


def agent_facts(case: Case) -> dict[str, Any]:
    agent = case.answers.get("agent")
    return {"agent": agent} if isinstance(agent, Mapping) and agent.get("name") else {}


def organ_facts(organ: Organisation) -> dict[str, Any]:
    return {"name": organ.name, "code": organ.code, "short": organ.short, "phone": organ.phone,
            "address": organ.address, "contact": "信用事项办理窗口", "postcode": "315000"}


def organisations_in(ctx: Context, data: Mapping[str, Any]) -> dict[str, Any]:
    """Organisations that the case's data names by id: acceptor, source ..."""
    ids = {k: v for k, v in data.items() if k in ("acceptor", "source") and isinstance(v, int)}
    query = sa.select(Organisation).where(Organisation.id.in_(ids.values()))
    by_id = {o.id: o for o in ctx.session.scalars(query)} if ids else {}
    return {k: organ_facts(by_id[v]) for k, v in ids.items() if v in by_id}


def listed(ctx: Context, data: Mapping[str, Any]) -> dict[str, Any]:
    """Lists of register entries in the case's data as rows, by name; a group of lists is a mapping of them."""
    lists = {name: _lists(value) for name, value in data.items()}
    keys = {key for value in lists.values() for one in _each(value) for key in one}
    known = {e.key: record_facts(e) for e in entries(ctx, sorted(keys))} if keys else {}

    def told(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {name: told(one) for name, one in value.items()}
        return [known[key] for key in value if key in known]

    return {name: told(value) for name, value in lists.items() if value is not None}


def _lists(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: one for name, one in value.items() if _lists(one) is not None}
    return value if isinstance(value, list) and all(isinstance(one, str) for one in value) else None


def _each(value: Any) -> list[list[str]]:
    if isinstance(value, Mapping):
        return [one for inner in value.values() for one in _each(inner)]
    return [value] if value else []


def organs_by_tag(ctx: Context) -> dict[str, Any]:
    """Organs that every letter may name: where one applies, whoever issues the letter."""
    tagged = ctx.session.scalars(sa.select(Organisation).where(Organisation.tag.in_(TAGS)))
    return {str(organ.tag): organ_facts(organ) for organ in tagged}


def record_facts(entry: Entry) -> dict[str, Any]:
    return {**entry.data, "id": entry.key, "title": entry.title, "dated": entry.dated.isoformat(),
            "source": entry.organisation.name if entry.organisation else ""}


def theirs(records: list[Entry], data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Of the records those that the organisation written to has supplied: `source`, one of several by item."""
    source = data.get("source")
    return [record_facts(e) for e in records if source in (None, e.organisation_id)]


def limit_facts(live: Live, item: str) -> dict[str, Any]:
    return {d.key: {"last_day": d.last_day.isoformat(), "length": d.length, "unit": d.unit, "article": d.article,
                    "title": d.title} for d in live.deadlines if within(item, d.item)}


def letter_facts(ctx: Context, live: Live) -> dict[str, Any]:
    rows = ctx.session.scalars(sa.select(Document).where(Document.case_id == live.case.id).order_by(Document.id))
    return {d.letter: {"title": d.title, "number": d.number, "issued_on": today(d.issued_at).isoformat()} for d in rows}


def answers_of(case: Case, done: list[Task], item: str = "") -> dict[str, Any]:
    """The last answers by form: start, each message's name, each task's node (of several, the item's own)."""
    done = sorted(done, key=lambda task: within(task.item, item))
    sent = {k.removeprefix("message:"): v for k, v in case.answers.items() if k.startswith("message:")}
    return {"start": case.answers, **sent, **{t.node: t.answers or {} for t in done}}


def each_of(done: list[Task]) -> dict[str, Any]:
    """Where several organs each answered one task: by node, the last answers of each, with the organ's name."""
    found: dict[str, dict[str, Any]] = {}
    for task in done:
        organ = task.organisation.name if task.organisation else ""
        found.setdefault(task.node, {})[task.item] = {**(task.answers or {}), "by": organ}
    return {node: list(answers.values()) for node, answers in found.items()}


def rows_of_each(each: Mapping[str, Any]) -> dict[str, dict[str, list[Any]]]:
    """By task and list: the rows that all organs filled in, each row with the organ's name, `by`."""
    found: dict[str, dict[str, list[Any]]] = {}
    for node, organs in each.items():
        for answers in organs:
            for key, rows in answers.items():
                if isinstance(rows, list) and all(isinstance(row, Mapping) for row in rows):
                    said = [{**row, "by": answers["by"]} for row in rows]
                    found.setdefault(node, {}).setdefault(key, []).extend(said)
    return found


def _done(ctx: Context, case: Case) -> list[Task]:
    """In the order in which they were."""
    return [*reversed(ctx.session.scalars(done_tasks(case.id)).all())]


def chosen(ctx: Context, live: Live, answers: Mapping[str, Any]) -> list[Entry]:
    """The register entries that answers name: an item of the catalogue, say."""
    procedure = live.running.procedure
    forms = {name: procedure.form_of(name) or procedure.forms.get(name) for name in answers}
    said = [value for name, form in forms.items() if form for field, _, value in leaves(form.fields, answers[name])
            if (field.source or "").startswith("register:")]
    keys = [key for value in said for key in (value if isinstance(value, list) else [value])]
    return entries(ctx, keys) if keys else []


def spelled_out(answers: Mapping[str, Any], records: list[Entry]) -> Any:
    """Ids of records become what a reader calls them."""
    names = {e.key: {**said_of(e), "id": e.key, "title": e.title, "name": e.title} for e in records}

    def spell(value: Any, key: str = "") -> Any:
        if isinstance(value, Mapping):
            return {k: spell(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [spell(v, key) for v in value]
        return names[value] if isinstance(value, str) and value in names else value

    return spell(answers)


def said_of(entry: Entry) -> dict[str, Any]:
    """What an entry says; a regulation by its title."""
    register = shelf.registers().get(entry.register)
    laws = [f.key for f in register.fields if f.type == "regulation" and entry.data.get(f.key)] if register else []
    return {**entry.data, **{key: shelf.law_named(str(entry.data[key])) for key in laws}}


def follow_facts(ctx: Context, live: Live) -> dict[str, Any]:
    """The case that this one follows: what a review must name."""
    before = ctx.session.get(Case, live.case.follows_id) if live.case.follows_id else None
    if before is None:
        return {}
    old = Live(before, ctx.house.release(ctx.session, before.release_id), [], [], [])
    return {"follows": {"case": case_facts(ctx, old), "letters": letter_facts(ctx, old),
                        "answers": spelled_out(answers_of(before, _done(ctx, before)), [])}}
