"""Questions a diagram may ask the tables during a step; nothing is changed here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.models import Case, Document, Entry, Post, Subject, Task
from app.services import shelf
from app.services.answered import done_tasks, last_answers
from app.services.context import Context
from app.services.listed import in_force_on
from app.services.public_drafts import comments_on, newest_draft
from app.services.registers import holds


@dataclass(frozen=True)
class About:
    """The case that asks, by id (None while it is being opened), and its subject."""

    case_id: int | None
    subject_id: int | None


Params = Mapping[str, object]
Answer = Callable[[Context, About, Params], object]


def entries(ctx: Context, keys: object) -> list[Entry]:
    """Register entries by their opaque keys (one key or a list)."""
    wanted = [keys] if isinstance(keys, str) else list(keys) if isinstance(keys, Iterable) else []
    return list(ctx.session.scalars(sa.select(Entry).where(Entry.key.in_(wanted)).order_by(Entry.id)))


def record_sources(ctx: Context, about: About, params: Params) -> object:
    """The organisations that supplied the records, each once: a list of ids."""
    found = {e.organisation_id for e in entries(ctx, params["records"]) if e.organisation_id}
    return sorted(found)


def record_class(ctx: Context, about: About, params: Params) -> object:
    """public, market or mixed (条例3.2: rights differ by class)."""
    found = {e.data.get("info_class", "public") for e in entries(ctx, params["records"])}
    return "mixed" if len(found) > 1 else found.pop() if found else "public"


def catalogue_item(ctx: Context, about: About, params: Params) -> object:
    """Whether an item of the catalogue is in force today: the day of the determination decides (条例14)."""
    query = sa.select(Entry.id).where(Entry.key == str(params["item"]), in_force_on(ctx.today))
    return "in_force" if ctx.session.scalar(query) is not None else "not_in_force"


def recorded(ctx: Context, about: About, params: Params) -> object:
    """yes where the subject has a live entry (of its credit records, or of `register`) that says so."""
    query = sa.select(Entry.id).where(
        Entry.register == str(params.get("register") or "credit-records"), Entry.subject_id == about.subject_id,
        Entry.lifecycle == "live",
        Entry.data[str(params["field"])].as_string() == str(params["value"])).limit(1)
    return "yes" if ctx.session.scalar(query) is not None else "no"


def entry_field(ctx: Context, about: About, params: Params) -> object:
    """What a register entry says in one of its fields, or its title; where it says nothing None, or an empty list."""
    found, key = entries(ctx, params["entry"]), str(params["field"])
    facts = {"title": found[0].title, **found[0].data} if found else {}
    field = shelf.registers()[found[0].register].field(key) if found else None
    return facts.get(key) or ([] if field is not None and field.type == "list" else None)


def entry_meets(ctx: Context, about: About, params: Params) -> object:
    """yes where the entry, or each of several, is as the condition says: its fields, `lifecycle`, `today`."""
    found = entries(ctx, params["entry"])
    return "yes" if found and all(holds(str(params["condition"]), e, ctx.today) for e in found) else "no"


def answers(ctx: Context, about: About, params: Params) -> object:
    """What was answered to a question of a task, the last answer of each item; `since`: only where the task was opened
    after that other one was opened last."""
    ctx.settle()  # the task that steps the flow is answered, and not yet written
    since = str(params["since"]) if params.get("since") else None
    found = (said.get(str(params["key"])) for said in last_of_each(ctx, about.case_id, str(params["task"]), since))
    return [value for value in found if value is not None]


def last_of_each(ctx: Context, case_id: int | None, node: str, since: str | None = None) -> list[Mapping[str, Any]]:
    """Of each instance of a task its last answers: one begun anew counts alone. `since`: as ask.answers has it."""
    done = done_tasks(case_id, [node])
    if since:
        last = sa.select(sa.func.max(Task.id)).where(Task.case_id == case_id, Task.node == since)
        done = done.where(Task.id > sa.func.coalesce(last.scalar_subquery(), 0))
    rows = reversed(ctx.session.scalars(done).all())
    return list({row.item: row.answers or {} for row in rows}.values())


def rows(ctx: Context, about: About, params: Params) -> object:
    """The numbers of the rows of a list, in the last answers to its task: 0, 1, 2 ..."""
    ctx.settle()
    found = last_answers(ctx.session, about.case_id, named(str(params["task"]))).get(str(params["list"]))
    return list(range(len(found))) if isinstance(found, list) else []


def named(nodes: str) -> list[str]:
    """One task, or several: `compile,revise`."""
    return [node.strip() for node in nodes.split(",")]


def issued(ctx: Context, about: About, params: Params) -> object:
    """Whether the case has issued this letter and it still stands."""
    query = sa.select(Document.id).where(Document.case_id == about.case_id, Document.letter == str(params["letter"]),
                                         Document.state == "valid").limit(1)
    return "yes" if ctx.session.scalar(query) is not None else "no"


def subject_kind(ctx: Context, about: About, params: Params) -> object:
    """person or organisation."""
    subject = ctx.session.get(Subject, about.subject_id) if about.subject_id else None
    return "person" if subject and subject.kind == "natural" else "organisation"


def electronic_consent(ctx: Context, about: About, params: Params) -> object:
    """yes where the subject confirmed electronic service in its application (民诉法90, 行政处罚法61)."""
    case = ctx.session.get(Case, about.case_id) if about.case_id else None
    return "yes" if case and consented(case.answers) else "no"


def consented(answers: Mapping[str, object]) -> bool:
    """Electronic service was chosen and its confirmation ticked, wherever the form keeps the two."""
    group = answers.get("service")
    where = group if isinstance(group, Mapping) else answers
    return where.get("method") == "electronic" and bool(where.get("electronic_confirmed"))


def comments(ctx: Context, about: About, params: Params) -> object:
    """none or some: what was said to the case's last draft, or what of it has no answer yet."""
    draft, unanswered = newest_draft(ctx.session, about.case_id), params.get("state") == "unanswered"
    just = _just_answered(ctx, about.case_id) if unanswered else set()
    found = comments_on(ctx.session, draft, unanswered)
    return "some" if any(entry.key not in just for entry in found) else "none"


def _just_answered(ctx: Context, case_id: int | None) -> set[str]:
    """Comments with a row in the last answers: what `draft.answer` makes of them is written after the step."""
    ctx.rows.flush()
    case = ctx.session.get(Case, case_id)
    if case is None:
        return set()
    procedure = ctx.house.release(ctx.session, case.release_id).procedure
    fields = ((node, f) for node in procedure.nodes if (form := procedure.form_of(node)) for f in form.fields)
    lists = {node: f for node, f in fields if f.rows == "comments"}
    query = done_tasks(case.id, lists).with_only_columns(Task.node, Task.answers)
    for node, answers in ctx.session.execute(query.limit(1)):
        rows = (answers or {}).get(lists[node].key) or ()
        return {str(row[lists[node].fields[0].key]) for row in rows}
    return set()


def holders(ctx: Context, about: About, params: Params) -> object:
    """The organisations in which somebody holds a role now, each once: a list of ids."""
    query = sa.select(Post.organisation_id).where(Post.role == str(params["role"]), Post.ended_at.is_(None),
                                                  Post.organisation_id.is_not(None)).distinct()
    return sorted(filter(None, ctx.session.scalars(query)))
