"""What the law forbids when an act is determined as dishonest (条例14, 15), and what the register keeps of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.clock import frozen
from app.errors import Invalid, NotAllowed
from app.extensions import db
from app.models import Document, Entry, EntryVersion, Organisation
from app.services.registers import entered_by
from tests.services.conftest import trail_of
from tests.support.broken import Folder
from tests.support.house import actor_of, subject_of
from tests.support.walk import case_of, do, open_case, open_tasks, tell

FACTS: dict[str, Any] = {"capacity": "full", "in_catalogue": "yes", "item": {"entry": "GJ-01"}, "summary": "no",
                         "disposition": "medium", "endangers": "no", "basis_type": "penalty", "category": "penalty"}
WAY: list[tuple[str, dict[str, Any], str]] = [
    ("verify_basis", {"remedy": "expired"}, "handler"),
    ("assess", {"tolerance": "normal", "force_majeure": "no", "unintended": "no"}, "handler"),
    ("propose", {"proposal": "determine"}, "handler"),
    ("review", {"legality": "pass"}, "legal"),
    ("decide", {"signature": "agree"}, "chief"),
    ("sv_method", {"method": "direct"}, "handler"),
    ("sv_receipt", {"receipt": "signed"}, "handler"),
    ("push", {}, "handler"),
    ("receive", {"received": "accept"}, "clerk"),
]


def found(by: str = "handler", **facts: Any) -> str:
    named = {k: v for k, v in {**FACTS, **facts}.items() if v is not None}
    return open_case(by, "determination", named=named, on_behalf_of=subject_of("company")).number


def walked(until: str, **facts: Any) -> str:
    """A case whose open task is that of the node named; `end` walks to its end."""
    number = found(**facts)
    for node, answers, who in WAY:
        if node == until:
            break
        do(number, node, answers, by=who)
    return number


def letters_of(number: str) -> dict[str, Document]:
    db.session.rollback()
    query = sa.select(Document).where(Document.case_id == case_of(number).id)
    return {document.letter: document for document in db.session().scalars(query)}


def entry_of(number: str) -> Entry:
    (key,) = entered_by(db.session(), case_of(number).id)
    return db.session().execute(sa.select(Entry).where(Entry.key == key)).scalar_one()


def test_an_officer_determines_for_his_own_organ_and_names_the_subject(app: Any) -> None:
    ecology = db.session().scalar(sa.select(Organisation.id).where(Organisation.tag == "ecology"))
    assert case_of(found(by="handler2")).organisation_id == ecology

    with pytest.raises(Invalid) as refused:
        open_case("handler", "determination", named=FACTS)
    assert refused.value.errors == {"on_behalf_of": ["请选择这件事项是哪个信用主体的。"]}


@pytest.mark.parametrize("login", ["company", "clerk", "supervisor"])
def test_nobody_but_a_handling_officer_of_a_department_determines(app: Any, login: str) -> None:
    with pytest.raises(NotAllowed):
        open_case(login, "determination", named=FACTS, on_behalf_of=subject_of("company"))


def test_x1_a_subject_without_full_capacity_is_not_determined(app: Any) -> None:
    assert case_of(found(capacity="lacking")).outcome == "e_unfit"


def test_x2_an_item_of_the_catalogue_that_is_not_in_force_is_refused(app: Any) -> None:
    with pytest.raises(Invalid) as refused:
        found(item={"entry": "NB-02"})

    assert "第十四条" in refused.value.errors["item"][0]


def test_x2_the_day_of_the_determination_decides_which_items_are_in_force(app: Any) -> None:
    number = walked("decide", item={"entry": "NB-01"})
    with frozen(datetime(2027, 1, 1, 2, tzinfo=UTC)):
        do(number, "decide", {"signature": "agree"}, by="chief")

    assert case_of(number).outcome == "e_gone" and letters_of(number) == {}


def test_x3_nothing_is_determined_without_a_document_of_legal_effect(app: Any) -> None:
    with pytest.raises(Invalid) as refused:
        found(basis_type="rumour")
    assert refused.value.errors["basis_type"]

    with pytest.raises(Invalid) as refused:
        found(basis_type="other", basis_citation="无")
    assert refused.value.errors["basis_citation"]


@pytest.mark.parametrize("remedy", ["open", "pending"])
def test_x3_a_penalty_that_may_still_be_contested_waits(app: Any, remedy: str) -> None:
    number = found()
    do(number, "verify_basis", {"remedy": remedy}, by="handler")

    assert open_tasks(number) == []
    tell(number, "final", "handler")
    assert [task.node for task in open_tasks(number)] == ["verify_basis"]


def test_x3_a_penalty_of_summary_procedure_is_no_basis(app: Any) -> None:
    number = found(summary="yes")
    do(number, "verify_basis", {"remedy": "expired"}, by="handler")

    assert case_of(number).outcome == "e_no_basis"


def test_x4_the_notice_of_rights_is_issued_and_served_in_the_same_breath(app: Any) -> None:
    letters = letters_of(walked("push"))

    assert set(letters) == {"determination", "rights"}
    assert letters["determination"].issued_at == letters["rights"].issued_at
    assert letters["determination"].served_on == letters["rights"].served_on is not None


def test_x4_a_drawing_that_gives_the_notice_of_rights_later_cannot_be_published(tmp_path: Path) -> None:
    folder = Folder.copy(tmp_path, "determination")
    folder.rewire(("determination_doc", "rights_doc", "serve_both"), ("rights_doc", "serve_both", "kind_of"),
                  ("serve_both", "kind_of", "rights_doc"))

    assert "没有同时告知异议、修复的权利和途径，不得送达认定书。" in folder.told()


@pytest.mark.parametrize("tolerance", ["none", "lenient"])
def test_tolerance_needs_one_of_the_two_grounds_of_the_law(app: Any, tolerance: str) -> None:
    number = walked("assess")
    with pytest.raises(Invalid) as refused:
        do(number, "assess", {"tolerance": tolerance, "force_majeure": "no", "unintended": "no"}, by="handler")

    assert "第十五条第二款" in refused.value.errors["tolerance"][0]


def test_the_record_stands_in_the_archive_with_source_basis_and_both_terms(app: Any) -> None:
    number = walked("end", basis_on="2026-03-31", conduct_on="2026-03-01")
    entry = entry_of(number)

    assert case_of(number).outcome == "e_recorded" and "case:register:entered" in trail_of(number)
    assert entry.organisation.tag == "market_regulator" and entry.subject.key == subject_of("company")
    assert entry.data["catalog_item"].startswith("GJ-01")
    assert entry.data["collection_basis"] == "全国公共信用信息基础目录"
    # 36号令: a year from the document; 省条例16: five years from the determination
    assert (entry.data["publication_from"], entry.data["publication_to"]) == ("2026-03-31", "2027-03-31")
    assert (entry.data["retention_from"], entry.data["retention_to"]) == ("2026-11-16", "2031-11-16")
    version = db.session().scalars(sa.select(EntryVersion).where(EntryVersion.entry_id == entry.id)).one()
    assert (version.act, version.article, version.case_id) == ("entered", "条例14", case_of(number).id)


def test_who_corrects_the_level_of_a_record_moves_the_end_of_its_publication(app: Any) -> None:
    number = walked("end", basis_on="2026-03-31", conduct_on="2026-03-01")
    fixed = open_case("handler", "correction", follows=number)
    correction = {"outcome": "correct", "corrections": [{"field": "level", "value": "minor"}]}
    do(fixed.number, "examine", {"effect": "fell", "decisions": [correction]}, by="handler")
    do(fixed.number, "approve", {"signature": "agree"}, by="chief")

    assert entry_of(number).data["publication_to"] == "2026-06-30"


def test_one_document_is_recorded_once(app: Any) -> None:
    walked("end")

    assert case_of(found()).outcome == "e_duplicate"


def test_the_archive_is_the_citys_no_department_enters_it(app: Any) -> None:
    number = walked("receive")
    (task,) = open_tasks(number)

    assert task.role == "credit_center_clerk"
    assert actor_of("handler").holds(task.role) is None
    assert entered_by(db.session(), case_of(number).id) == []


