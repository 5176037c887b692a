"""Furnishes a house for tests and finds its people: the demo people, a few subjects and records, all procedures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.demo.catalogue import EXPERTS, ITEMS, MEASURES, USES
from app.demo.people import FIRST_SUBJECTS, ORGANS, WORKERS
from app.demo.severe_fields import FIELDS
from app.domain.actor import OPERATOR, Actor
from app.extensions import db
from app.models import Entry, Organisation, Subject
from app.procedures import Library, freeze
from app.queries.people import actor_of_login
from app.queries.purposes import Purpose, purpose_of
from app.services.add_entries import add_entries
from app.services.context import Context
from app.services.execute import execute
from app.services.publish_release import publish_release
from app.services.registers import enter
from app.services.setup import add_subjects, set_up_people

ROOT = Path(__file__).resolve().parents[2]
RECORD = {"info_class": "public", "polarity": "negative", "category": "penalty", "level": "general", "marks": [],
          "content": "发布虚假广告，罚款五万元", "amount": "50000.00", "decided_on": "2026-03-18",
          "decided_by": "宁波市市场监督管理局", "basis_type": "penalty", "basis_title": "行政处罚决定书",
          "basis_no": "甬市监处罚〔2026〕118号", "collection_basis": "全国公共信用信息基础目录",
          "publication": "published", "publication_from": "2026-03-18", "retention_from": "2026-03-18",
          "shielded": False}


def furnish() -> None:
    execute(set_up_people, actor=OPERATOR, organs=ORGANS, workers=WORKERS, password_hash="", demo=True)
    execute(add_subjects, actor=OPERATOR, subjects=FIRST_SUBJECTS)
    execute(enter_some_records, actor=OPERATOR)
    execute(add_entries, actor=OPERATOR, register="catalogue", entries=ITEMS, article="条例11")
    execute(add_entries, actor=OPERATOR, register="measures", entries=MEASURES, article="条例22")
    execute(add_entries, actor=OPERATOR, register="application-list", entries=USES, article="条例19")
    execute(add_entries, actor=OPERATOR, register="severe-fields", entries=FIELDS, article="条例16")
    execute(add_entries, actor=OPERATOR, register="experts", entries=EXPERTS, article="条例11")
    library = Library.read(ROOT)
    for slug in library.procedures:
        execute(publish_release, actor=OPERATOR, release=freeze(library, slug))


def enter_some_records(ctx: Context) -> None:
    """For each subject two public records of the market regulator, one of the ecology bureau and one market record."""
    organs = {o.tag: o.id for o in ctx.session.scalars(sa.select(Organisation))}
    for subject in ctx.session.scalars(sa.select(Subject)):
        for n, (tag, kind) in enumerate((("market_regulator", "public"), ("market_regulator", "public"),
                                         ("ecology", "public"), ("credit_service", "market"))):
            enter(ctx, "credit-records", subject_id=subject.id, organisation_id=organs[tag],
                  title=f"行政处罚 第{n + 1}件", dated=date(2026, 3, 1 + n), data=record_data(subject, kind),
                  reason="首次记入", article="条例14")


def enter_given(ctx: Context, *, subject: str, given: Sequence[Mapping[str, Any]]) -> None:
    """What a scenario says that its subject's archive holds: like the records above but for what it names."""
    owner = ctx.session.execute(sa.select(Subject).where(Subject.key == subject)).scalar_one()
    organs = {o.tag: o.id for o in ctx.session.scalars(sa.select(Organisation))}
    for row in given:
        said = {key: value for key, value in row.items() if key not in ("register", "source", "title")}
        data = {**record_data(owner, "public"), **said}
        enter(ctx, str(row["register"]), subject_id=owner.id, organisation_id=organs[row["source"]],
              title=str(row["title"]), dated=date.fromisoformat(str(data["decided_on"])), data=data,
              reason="首次记入", article="条例14")


def record_data(subject: Subject, info_class: str) -> dict[str, Any]:
    """Natural persons are not published unless a law says so (省条例15)."""
    publication = "withheld" if subject.kind == "natural" else "published"
    return {**RECORD, "info_class": info_class, "publication": publication}


def for_case(number: str, login: str = "clerk") -> Purpose | None:
    """An open case as the purpose of reading credit records."""
    return purpose_of(db.session(), actor_of(login), "credit-records", number)


def actor_of(login: str) -> Actor:
    """The actor a door would build for this person."""
    found = actor_of_login(db.session(), login)
    assert found is not None, login
    return found


def subject_of(login: str) -> str:
    """The opaque key of a party's subject."""
    subject_id = min(actor_of(login).subject_ids)
    return db.session().get_one(Subject, subject_id).key


def records_of(login: str, tag: str | None = None) -> list[str]:
    """Keys of the records of a person's subject, of one source where a tag names it."""
    actor = actor_of(login)
    query = sa.select(Entry.key).where(Entry.subject_id.in_(actor.subject_ids)).order_by(Entry.id)
    if tag:
        query = query.join(Organisation, Organisation.id == Entry.organisation_id).where(Organisation.tag == tag)
    return list(db.session().scalars(query))


def pick(rows: list[Any], **wanted: Any) -> Any:
    """The one row with these attributes."""
    found = [r for r in rows if all(getattr(r, k) == v for k, v in wanted.items())]
    assert len(found) == 1, f"{wanted}: {len(found)} rows"
    return found[0]
