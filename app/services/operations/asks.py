"""Questions a diagram may ask the tables during a step; nothing is changed here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from app.models import Case, Document, Entry, Subject
from app.services.context import Context
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


IN_FORCE = "lifecycle == 'live' and in_force_from <= today and (in_force_to is None or in_force_to >= today)"


def catalogue_item(ctx: Context, about: About, params: Params) -> object:
    """Whether an item of the catalogue is in force today: the day of the determination decides (条例14)."""
    found = [e for e in entries(ctx, params["item"]) if e.register == "catalogue"]
    return "in_force" if found and holds(IN_FORCE, found[0], ctx.today) else "not_in_force"


def recorded(ctx: Context, about: About, params: Params) -> object:
    """yes where the subject has a credit record that says so, whatever organ supplied it; a deleted one is none."""
    query = sa.select(Entry.id).where(
        Entry.register == "credit-records", Entry.subject_id == about.subject_id, Entry.lifecycle != "deleted",
        Entry.data[str(params["field"])].as_string() == str(params["value"])).limit(1)
    return "yes" if ctx.session.scalar(query) is not None else "no"


def entry_field(ctx: Context, about: About, params: Params) -> object:
    """What a register entry says in one of its fields, or its title; None where it says nothing."""
    found = entries(ctx, params["entry"])
    facts = {"title": found[0].title, **found[0].data} if found else {}
    return facts.get(str(params["field"]))


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
