"""What may be shielded (条例31), and who still finds what is."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app.errors import Invalid, NotFound
from app.extensions import db
from app.models import Entry, EntryVersion
from app.queries import registers
from tests.services.conftest import trail_of
from tests.support.house import actor_of, for_case, records_of
from tests.support.walk import case_of, open_case, open_tasks

NAME = "credit-records"
AT_ONCE = {"identity": "verified", "filed_by": "self"}


def entry_of(key: str) -> Entry:
    db.session.rollback()
    return db.session().execute(sa.select(Entry).where(Entry.key == key)).scalar_one()


def shielded(login: str = "citizen") -> tuple[str, str]:
    """The number of a finished request and the key of what it shielded: the subject's market record."""
    key = records_of(login, "credit_service")[0]
    return open_case(login, "shielding", named={**AT_ONCE, "records": [key]}).number, key


@pytest.mark.parametrize("facts", [
    {"info_class": "public", "polarity": "negative", "category": "penalty"},
    {"info_class": "public", "polarity": "positive", "category": "licence"},
    {"info_class": "public", "polarity": "negative", "category": "award"},
    {"info_class": "market", "polarity": "negative", "category": "penalty", "shielded": True},
])  # fmt: skip
def test_x24_public_records_that_the_law_does_not_name_cannot_be_shielded(app: Any, facts: dict[str, Any]) -> None:
    key = records_of("citizen", "market_regulator")[0]
    entry = entry_of(key)
    entry.data = {**entry.data, **facts}
    db.session().commit()

    with pytest.raises(Invalid) as refused:
        open_case("citizen", "shielding", named={**AT_ONCE, "records": [key]})

    assert "第三十一条" in refused.value.errors["records"][0]


@pytest.mark.parametrize("category", ["award", "volunteer", "courage", "charity"])
def test_ones_own_good_deeds_are_shielded_at_once_without_a_person_deciding(app: Any, category: str) -> None:
    key = records_of("citizen", "market_regulator")[0]
    entry = entry_of(key)
    entry.data = {**entry.data, "polarity": "positive", "category": category}
    db.session().commit()

    filed = open_case("citizen", "shielding", named={**AT_ONCE, "records": [key]})

    assert case_of(filed.number).outcome == "e_shielded" or [t.node for t in open_tasks(filed.number)] == ["sv_method"]
    assert entry_of(key).data["shielded"] is True


def test_shielding_is_a_version_with_its_article_and_no_deletion(app: Any) -> None:
    number, key = shielded()
    entry = entry_of(key)

    version = db.session().scalars(sa.select(EntryVersion).where(EntryVersion.entry_id == entry.id)
                                   .order_by(EntryVersion.n.desc())).first()
    assert (version.act, version.article, version.case_id) == ("shielded", "条例31", case_of(number).id)
    assert entry.lifecycle == "live" and entry.data["shielded_on"] == "2026-11-16"
    assert "case:register:shielded" in trail_of(number)


def test_what_is_shielded_is_found_by_its_subject_and_its_source_and_nobody_else(objection: Any, session: Any) -> None:
    purpose = objection()
    _, key = shielded()

    assert key in {item.id for item in registers.list_entries(session, actor_of("citizen"), NAME).items}
    assert key in {item.id for item in registers.list_entries(session, actor_of("supplier"), NAME, size=200).items}
    found = registers.list_entries(session, actor_of("clerk"), NAME, purpose=for_case(purpose))
    assert found.items and key not in {item.id for item in found.items}
    with pytest.raises(NotFound):
        registers.find_entry(session, actor_of("clerk"), NAME, key, purpose=for_case(purpose))
    assert key not in {item.id for item in registers.list_public(session, NAME, size=200).items}


def test_a_case_about_what_is_shielded_is_a_purpose_to_read_it(app: Any, session: Any) -> None:
    _, key = shielded()
    number = open_case("citizen", "objection", door="filed_center", named={"records": [key]}).number

    found = registers.find_entry(session, actor_of("clerk"), NAME, key, purpose=for_case(number))
    assert found.fields["shielded"] is True
