"""Letters and receipts: issued with a number, served, confirmed, replaced in the open."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.extensions import db
from app.models import Document, Entry
from app.services.confirm_document import confirm_document
from app.services.house import house
from app.services.issue_receipt import issue_receipt
from app.services.replace_document import replace_document
from app.services.withdraw_case import withdraw_case
from tests.services.conftest import everything, trail_of
from tests.support.house import records_of
from tests.support.walk import case_of, do, open_case, open_tasks


def letters_of(number: str) -> list[Document]:
    case = case_of(number)
    return list(db.session().scalars(sa.select(Document).where(Document.case_id == case.id).order_by(Document.id)))


def test_a_letter_has_its_number_its_bytes_and_its_row_in_the_trail(objection: Any) -> None:
    letter = letters_of(objection("assess"))[0]

    assert letter.number == "甬信异受〔2026〕1号"
    assert house().files.read(letter.digest).startswith(b"%PDF")
    assert len(house().files.read(letter.digest)) == letter.size


def test_numbers_go_up_and_are_the_organ_s_own(objection: Any) -> None:
    objection("assess")
    second = letters_of(objection("assess", "citizen2"))[0]

    assert second.number == "甬信异受〔2026〕2号"


def test_electronic_service_is_recorded_with_its_day_and_confirmed_by_the_receiver(objection: Any, run: Any) -> None:
    number = objection("closed")
    result = next(d for d in letters_of(number) if d.letter == "result")
    assert result.served_on is not None

    run(confirm_document, "citizen", key=result.key)

    assert next(d for d in letters_of(number) if d.letter == "result").confirmed_at is not None
    assert "case:document:confirmed" in trail_of(number)


def test_nobody_else_confirms_and_strangers_find_nothing(objection: Any, run: Any) -> None:
    letter = letters_of(objection("assess"))[0]

    with pytest.raises(NotAllowed):
        run(confirm_document, "clerk", key=letter.key)
    with pytest.raises(NotFound):
        run(confirm_document, "citizen2", key=letter.key)
    with pytest.raises(NotFound):
        run(confirm_document, "citizen", key="nothing")


def test_a_letter_is_replaced_in_the_open_with_a_reason_and_once(objection: Any, run: Any) -> None:
    number = objection("assess")
    old = letters_of(number)[0]
    with pytest.raises(Invalid):
        run(replace_document, "clerk", key=old.key, reason="")

    made = run(replace_document, "clerk", key=old.key, reason="受理日期有误")

    first, second = letters_of(number)
    assert (first.state, second.state, second.replaces_id) == ("replaced", "valid", first.id)
    assert made == {"document": second.key, "replaces": first.key}
    with pytest.raises(Conflict):
        run(replace_document, "clerk", key=old.key, reason="再来一次")
    with pytest.raises((NotAllowed, NotFound)):
        run(replace_document, "handler", key=second.key, reason="不是我单位的")


def test_the_receipt_is_made_once_and_is_the_same_for_ever(objection: Any, run: Any) -> None:
    number = objection("register")

    key = run(issue_receipt, "citizen", number=number)
    before = everything(number)

    assert run(issue_receipt, "citizen", number=number) == key
    assert everything(number) == before
    assert letters_of(number)[0].letter == "receipt"
    with pytest.raises(NotFound):
        run(issue_receipt, "citizen2", number=number)
    with pytest.raises(Conflict):
        run(replace_document, "clerk", key=key, reason="改一改")


def test_a_mark_stays_until_the_last_case_that_set_it_has_ended(app: Any, run: Any) -> None:
    key = records_of("citizen", "market_regulator")[:1]
    first, second = (open_case("citizen", "objection", door="filed_center", named={"records": key}).number
                     for _ in "ab")
    for number in (first, second):
        do(number, "register", {"intake": "accept"})

    def marks() -> Any:
        db.session.rollback()
        return db.session().execute(sa.select(Entry).where(Entry.key == key[0])).scalar_one().data["marks"]

    run(withdraw_case, "citizen", number=first, reason="这一件不再坚持，另一件继续。")
    assert marks() == ["objected"]
    run(withdraw_case, "citizen", number=second, reason="这一件也不再坚持了，撤回。")
    assert marks() == []


def test_a_step_that_fails_is_an_incident_with_a_sentence_and_changes_nothing(objection: Any, session: Any) -> None:
    from app.models import Incident

    number = objection("register")
    case = case_of(number)
    case.snapshot = b"rubbish"
    session.commit()

    with pytest.raises(Conflict) as refused:
        do(number, "register", {"intake": "accept"})

    assert refused.value.code == "incident"
    assert db.session().execute(sa.select(Incident)).scalar_one().case_id == case.id
    assert [t.node for t in open_tasks(number)] == ["register"]


def test_a_letter_to_one_source_tells_of_its_records_alone(app: Any) -> None:
    mine, other = (records_of("citizen", organ)[:1] for organ in ("market_regulator", "ecology"))
    number = open_case("citizen", "objection", door="filed_center", named={"records": [*mine, *other]}).number
    do(number, "register", {"intake": "accept"})
    do(number, "assess", {"checker": "source"})

    titles = dict(db.session().execute(sa.select(Entry.key, Entry.title).where(Entry.key.in_([*mine, *other]))).all())
    papers = [house().files.read(d.digest) for d in letters_of(number) if d.letter == "verification"]
    told = ["".join("".join(p.extract_text().split()) for p in PdfReader(BytesIO(paper)).pages) for paper in papers]
    assert [[title.replace(" ", "") in text for title in titles.values()].count(True) for text in told] == [1, 1]
